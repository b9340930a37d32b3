/** The lines that tell a shell where commands are, in the files that it reads when it starts. */
import path from 'node:path';

const BEGIN = '# >>> mkbin >>>';
const END = '# <<< mkbin <<<';

/** A file that a shell reads, and what has to stand in it. */
export interface Profile {
  readonly file: string;
  /** Without the marks around it. */
  readonly line: string;
}

export interface Shell {
  readonly name: string;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly exists: (file: string) => boolean;
}

/** What double quotes leave a meaning; for fish a backquote is a character like others. */
const SPECIAL = { posix: /[\\$"`]/g, fish: /[\\$"]/g };

/** A folder between double quotes; below the home folder by its variable, as such files wander from machine to machine. */
const quoted = (folder: string, home: string, special: RegExp): string => {
  const isBelow = folder.startsWith(`${home}/`);
  const rest = (isBelow ? folder.slice(home.length) : folder).replace(special, '\\$&');
  return isBelow ? `$HOME${rest}` : rest;
};

/** Harmless when it is read twice. */
const posixLine = (folder: string): string =>
  `case ":$PATH:" in *":${folder}:"*) ;; *) export PATH="${folder}:$PATH" ;; esac`;

const fishLine = (folder: string): string =>
  `contains -- "${folder}" $PATH; or set --global --export --prepend PATH "${folder}"`;

/** What a login shell reads, the first that is there. bash(1) */
const LOGIN_FILES = ['.bash_profile', '.bash_login', '.profile'] as const;

/** Where bash and its kin look, some when somebody logs in, some in each new window. */
const filesOf = ({ name, home, environment, exists }: Shell): readonly string[] => {
  const at = (...names: readonly string[]): string => path.join(home, ...names);
  switch (name) {
    case 'bash':
      return [at('.bashrc'), at(LOGIN_FILES.find((file) => exists(at(file))) ?? '.profile')];
    case 'zsh':
      return [path.join(environment.ZDOTDIR || home, '.zshrc')];
    case 'fish':
      return [path.join(environment.XDG_CONFIG_HOME || at('.config'), 'fish', 'conf.d', 'mkbin.fish')];
    case 'sh':
    case 'ash':
    case 'dash':
    case 'ksh':
    case 'mksh':
      return [at('.profile')];
    default:
      return [];
  }
};

/** What has to stand where, so that this shell finds commands in `folder`; nothing for a shell that is not known. */
export const profilesFor = (shell: Shell, folder: string): readonly Profile[] => {
  const line =
    shell.name === 'fish'
      ? fishLine(quoted(folder, shell.home, SPECIAL.fish))
      : posixLine(quoted(folder, shell.home, SPECIAL.posix));
  return filesOf(shell).map((file) => ({ file, line }));
};

const blockOf = (line: string): string => `${BEGIN}\n${line}\n${END}\n`;

/** The text with our block in it: in the place of an older one, else at the end. */
export const withBlock = (text: string, line: string): string => {
  const from = text.lastIndexOf(`${BEGIN}\n`);
  const to = text.indexOf(`${END}\n`, from);
  if (from >= 0 && to >= 0) return text.slice(0, from) + blockOf(line) + text.slice(to + END.length + 1);
  const isWhole = text === '' || text.endsWith('\n');
  return `${text}${isWhole ? '' : '\n'}${text === '' ? '' : '\n'}${blockOf(line)}`;
};
