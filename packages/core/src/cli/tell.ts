import { ExitCode } from '../exit-code.ts';
import { type Failure, isFailure } from '../failure.ts';
import { systemReason } from '../system-reason.ts';
import type { Command } from './command.ts';
import { writeErr } from './output.ts';

const ISSUES = 'https://github.com/proctools/proctools/issues';

/** A wrapper keeps `failed` for the command that it runs: what fails of itself is `toolFailed`. */
const ownCode = ({ usageCode }: Command, code: number): number => {
  if (code === ExitCode.usage) return usageCode;
  return code === ExitCode.failed && usageCode === ExitCode.toolFailed ? usageCode : code;
};

const tellBug = (command: Command, error: unknown): number => {
  const { name, version } = command;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const where = `${name} ${version}, Node ${process.version}, ${process.platform}`;
  writeErr(
    `${stack}\n\n${name}: this is a bug in ${name}; please report it with the lines above (${where})\n  ${ISSUES}\n`,
  );
  return ownCode(command, ExitCode.failed);
};

/** A failure as the user reads it, with the tool's name in front and the hint on a line of its own. */
export const failureText = (name: string, { cause, hint, message }: Failure): string => {
  const why = cause instanceof Error ? `: ${systemReason(cause)}` : '';
  return `${name}: ${message}${why}\n${hint ? `  ${hint}\n` : ''}`;
};

/** Says on standard error why a command ended early; answers with its exit code. */
export const tellError = (command: Command, error: unknown): number => {
  if (!isFailure(error)) return tellBug(command, error);
  writeErr(failureText(command.name, error));
  return ownCode(command, error.code);
};
