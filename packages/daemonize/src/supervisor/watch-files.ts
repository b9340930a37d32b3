/** Waiting for a change of the files that a command is made of. */
import path from 'node:path';
import { watch } from 'chokidar';

/** Editors write a file in several steps, and builds many files: what comes together is one change. */
const QUIET_MS = 200;

/** It is not quiet for ever where somebody writes all the time. */
const LONGEST_MS = 2_000;

/** Nobody edits those, and they are many. */
const IGNORED = /(?:^|[/\\])(?:node_modules|\.git)(?:[/\\]|$)/;

/** Resolves with the file that was changed last, once it has been quiet for a moment; rejects when the signal aborts. */
export const untilChanged = (
  folders: readonly string[],
  logs: readonly (string | null)[],
  signal: AbortSignal,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const isIgnored = (file: string): boolean =>
      logs.includes(file) || folders.some((folder) => IGNORED.test(path.relative(folder, file)));
    const watcher = watch([...folders], { ignored: isIgnored, ignoreInitial: true });
    let last = '';
    let [quiet, longest]: (NodeJS.Timeout | undefined)[] = [];
    const close = (): void => {
      clearTimeout(quiet);
      clearTimeout(longest);
      void watcher.close();
    };
    const done = (): void => {
      close();
      resolve(last);
    };
    signal.addEventListener(
      'abort',
      () => {
        close();
        reject(signal.reason);
      },
      { once: true },
    );
    watcher.on('error', () => {}); // a folder that is gone comes back, or never changes again
    watcher.on('all', (_event, file) => {
      last = file;
      clearTimeout(quiet);
      quiet = setTimeout(done, QUIET_MS);
      longest ??= setTimeout(done, LONGEST_MS);
    });
  });
