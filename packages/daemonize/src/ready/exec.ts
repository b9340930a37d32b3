import { collectOutput, ExitCode, Failure, resolveCommand } from '@proctools/core';
import { parseArgsStringToArgv } from 'string-argv';
import { poll } from './poll.ts';
import { plain, type Readiness } from './readiness.ts';

const EVERY_MS = 100;

/**
 * Ready when a command of the user's succeeds, run with the directory, the environment and the rights of the daemon.
 * Words are parted by blanks, quotes hold them together; no shell is involved.
 */
export const execReadiness = (command: string): Readiness => {
  const [file, ...operands] = parseArgsStringToArgv(command);
  if (file === undefined) throw new Failure(ExitCode.usage, `--ready exec: the command is empty`);
  let last = `${command}: it had not ended`;
  return {
    ...plain,
    wait: async ({ environment, owner, record }, signal) => {
      if (resolveCommand(file, environment.PATH, record.settings.cwd).type !== 'found') {
        throw new Failure(ExitCode.failed, `--ready exec: ${file}: command not found, or not executable`);
      }
      await poll(
        async () => {
          const { ended, lastLine } = await collectOutput(file, operands, {
            cwd: record.settings.cwd,
            environment,
            owner,
            signal,
          });
          last = `${command}: ${lastLine === '' ? ended : `${ended}: ${lastLine}`}`;
          return ended === 'exit code 0';
        },
        EVERY_MS,
        signal,
      );
    },
    obstacle: () => last,
  };
};
