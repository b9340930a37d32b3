/** What mkbin takes from its environment: whose home it works for, where commands are looked for. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, Failure } from '@proctools/core';

type Environment = NodeJS.ProcessEnv;

const isWindows = process.platform === 'win32';

/** What the home folder is called in the environment. */
const HOME = isWindows ? 'USERPROFILE' : 'HOME';

/** A relative path in an XDG variable is to be ignored, says the XDG base directory specification. */
export const absolute = (value: string | undefined): string | undefined =>
  value && path.isAbsolute(value) ? value : undefined;

/** The home folder; a Failure when there is none, or when it is somebody else's, as `sudo` may leave it. */
export const homeFolder = (environment: Environment): string => {
  const home = absolute(environment[HOME]);
  if (home === undefined) {
    const hint = 'set it; or say where: --dir and XDG_DATA_HOME';
    throw new Failure(ExitCode.failed, `${HOME} is not set to a folder, so nothing says where your commands are`, {
      hint,
    });
  }
  const found = statSync(home, { throwIfNoEntry: false });
  if (!found?.isDirectory()) throw new Failure(ExitCode.failed, `${HOME} is ${home}, and that is no folder`);
  const user = process.geteuid?.();
  if (user !== undefined && found.uid !== user) {
    throw new Failure(
      ExitCode.failed,
      `${HOME} is ${home}, and that belongs to user ${found.uid}, not to you (${user})`,
      {
        hint: user === 0 ? 'without sudo it is for you; with sudo, --system makes it for all' : undefined,
      },
    );
  }
  return home;
};

/** Nothing for path.resolve to do, which takes its time. */
const isPlain = (folder: string): boolean => folder.startsWith('/') && !folder.endsWith('/');

/** The directories of PATH, in its order; an empty entry means the current one. */
export const searchFolders = ({ PATH = '' }: Environment): readonly string[] =>
  PATH.split(path.delimiter).map((folder) => (isPlain(folder) ? folder : path.resolve(folder)));

/** A path as people write it: `~/.local/bin`. */
export const homely = (file: string, { [HOME]: home }: Environment): string =>
  home && file.startsWith(`${home}${path.sep}`) ? `~${file.slice(home.length)}` : file;
