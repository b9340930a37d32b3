import { constants } from 'node:os';
import { signalExitCode } from '@proctools/core';
import { launch } from './launch.ts';
import { refusal } from './not-started.ts';
import { tryOut } from './try-out.ts';
import type { Reading, Run, Way } from './way.ts';

const codeOf = (signal: string): number => {
  const { signals } = constants;
  return signalExitCode((signals as Readonly<Record<string, number>>)[signal] ?? 0);
};

/**
 * What Node itself tells: when the command has ended. Its CPU time would come in steps of 10 ms, from /proc/self/stat, and
 * together with that of everything else that we wait for; its peak memory would be ours, which it has inherited.
 */
const runPlainly = async (run: Run, signal: AbortSignal): Promise<Reading> => {
  const { file, operands, environment } = run;
  const launched = await launch({ file, operands, environment, isAnswering: false, run }, signal);
  if (launched.type === 'not-started') return refusal(launched.error, launched.wallMs);
  const { ended, isTimedOut, wallMs } = launched;
  const outcome =
    'exited' in ended
      ? { exitCode: ended.exited, signal: undefined }
      : { exitCode: codeOf(ended.killed), signal: ended.killed };
  const nothing = { cpuMs: undefined, userMs: undefined, systemMs: undefined, maxRssBytes: undefined };
  return { wallMs, ...nothing, ...outcome, isTimedOut };
};

/** Measures with nothing but Node: no CPU time, no memory, and the time that Node needs is in that of the command. */
export const waitWay = (): Promise<Way> =>
  tryOut({
    name: 'wait',
    description: 'Node itself, which waits for the command: no CPU time, no memory',
    cpuResolutionMs: undefined,
    hasMemory: false,
    run: runPlainly,
  });
