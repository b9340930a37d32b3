import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { describeEnded, ExitCode, errorCode, Failure, resolveCommand } from '@proctools/core';
import { readBashAnswer } from './bash-answer.ts';
import { launch } from './launch.ts';
import { refusal } from './not-started.ts';
import { tryOut } from './try-out.ts';
import type { Reading, Run, Way } from './way.ts';

/**
 * The keyword `time` writes to the shell's standard error, which is the answer therefore; descriptor 4 is the command's.
 * With the traps bash outlives a command that does `kill 0`, unless with KILL; for the command they are no more. (`set -m`
 * would give it a process group of its own, but then bash dies of INT when the command does.)
 */
const SCRIPT = `
trap : HUP INT QUIT USR1 USR2 ALRM TERM
TIMEFORMAT='%3R %3U %3S'
begin=$EPOCHREALTIME
{ time "$@" 2>&4 3>&- 4>&-; } 4>&2 2>&3
echo "$? $begin $EPOCHREALTIME" >&3
`;

/** `-p`: BASH_ENV, SHELLOPTS and functions in the environment are none of its business. */
const OPERANDS = ['-p', '-c', SCRIPT, 'bash'];

/** Why a file could not be executed. bash tells that with codes that the command may have used itself. */
const obstacleOf = ({ file, cwd }: Run): string | undefined => {
  const absolute = path.resolve(cwd, file);
  try {
    accessSync(absolute, constants.X_OK);
    return statSync(absolute).isDirectory() ? 'EACCES' : undefined;
  } catch (error) {
    return errorCode(error);
  }
};

const REFUSALS: readonly number[] = [ExitCode.notFound, ExitCode.cannotExecute];

const readingFrom = (text: string, run: Run, isTimedOut: boolean): Reading | undefined => {
  const answer = readBashAnswer(text);
  if (!answer) return undefined;
  const obstacle = REFUSALS.includes(answer.exitCode) ? obstacleOf(run) : undefined;
  if (obstacle !== undefined) return refusal(obstacle, answer.wallMs);
  // 128 + n may be a signal or an exit code: bash does not tell them apart.
  return { ...answer, cpuMs: answer.userMs + answer.systemMs, maxRssBytes: undefined, signal: undefined, isTimedOut };
};

const runIn = async (bash: string, run: Run, signal: AbortSignal): Promise<Reading> => {
  const operands = [...OPERANDS, run.file, ...run.operands];
  const { environment } = run;
  const launched = await launch({ file: bash, operands, environment, isAnswering: true, run }, signal);
  if (launched.type === 'not-started') {
    if (launched.error === 'E2BIG') return refusal('E2BIG', launched.wallMs);
    throw new Failure(ExitCode.failed, `cannot run ${bash}`, { cause: new Error(launched.error) });
  }
  const reading = readingFrom(String(launched.answer), run, launched.isTimedOut);
  if (reading) return reading;
  const cause = new Error(`it ended with ${describeEnded(launched.ended)}`);
  throw new Failure(ExitCode.failed, `bash gave no answer about ${run.file}`, { cause });
};

/** Measures with bash; the command finds SHLVL, PWD and _ in its environment then. Rejects with a Failure where there is none. */
export const bashWay = async ({ PATH }: Readonly<Record<string, string | undefined>>): Promise<Way> => {
  const bash = resolveCommand('bash', PATH, process.cwd());
  if (bash.type !== 'found') throw new Failure(ExitCode.failed, 'there is no bash on PATH');
  return tryOut({
    name: 'bash',
    description: 'bash, which waits for the command: CPU time to 1 ms',
    cpuResolutionMs: 1,
    hasMemory: false,
    run: (run, signal) => runIn(bash.file, run, signal),
  });
};
