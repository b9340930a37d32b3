import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { ExitCode, Failure, writeOut } from '@proctools/core';
import type { Birth } from '../child/child.ts';
import type { StreamPlan } from './plan.ts';

/** Nobody waits for it, so it must not hold what others wait for: nothing but files, or nothing. */
const streamsFor = ({ append, stderr, stdin, stdout }: StreamPlan): readonly (number | 'ignore')[] => {
  const flags = append ? 'a' : 'w';
  const out = stdout === undefined ? 'ignore' : openSync(stdout, flags);
  const err = stderr === undefined ? 'ignore' : stderr === stdout ? out : openSync(stderr, flags);
  return [stdin === '-' || stdin === 'null' ? 'ignore' : openSync(stdin, 'r'), out, err];
};

/** Starts a command in a session of its own, prints its pid, and does not wait. setsid(2) */
export const leave = async ({ environment, execution }: Birth, streams: StreamPlan): Promise<number> => {
  if (streams.isPiped) throw new Failure(ExitCode.usage, '--detach leaves nobody to look at the output');
  let stdio: readonly (number | 'ignore')[];
  try {
    stdio = streamsFor(streams);
  } catch (cause) {
    throw new Failure(ExitCode.toolFailed, '--detach: cannot open its streams', { cause });
  }
  const child = spawn(execution.file, execution.operands, {
    argv0: execution.argv0,
    detached: true,
    env: { ...environment, ...execution.environment },
    stdio: [...stdio],
    windowsVerbatimArguments: execution.verbatim,
  });
  const failure = await new Promise<Error | undefined>((resolve) => {
    child.once('error', resolve).once('spawn', () => resolve(undefined));
  });
  if (failure) throw new Failure(ExitCode.cannotExecute, `cannot start ${execution.file}`, { cause: failure });
  child.unref();
  writeOut(`${child.pid}\n`);
  return ExitCode.done;
};
