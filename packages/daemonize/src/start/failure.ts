import type { Stream } from '../logs/log.ts';
import { lastLines } from '../logs/read.ts';
import type { Awaited, Readiness } from '../ready/readiness.ts';
import type { First } from './first.ts';
import type { LastWords, StartFailure } from './outcome.ts';

/** Enough for the error and the stack below it that Node prints. */
const LAST_WORDS = 30;

const lastWordsOf = ({ logs: { logs, offsets } }: Awaited): LastWords => {
  const last = (stream: Stream) => logs[stream] && lastLines(logs[stream], LAST_WORDS, offsets[stream]);
  const isOne = logs.stderr?.file === logs.stdout?.file;
  return { stdout: last('stdout'), stderr: logs.stderr && isOne ? [] : last('stderr') };
};

/** The outcome of a start that did not succeed, with all that the daemon said. */
export const failureOf = (
  born: Awaited,
  first: First,
  readiness: Readiness | undefined,
  afterMs: number,
): StartFailure => {
  const { name, settings } = born.record;
  if (first.type === 'asked-to-end') return { type: 'interrupted', name, signal: first.signal };
  if (first.type === 'ended') {
    const { ending } = first;
    return 'notExecuted' in ending
      ? { type: 'cannot-execute', file: settings.command[0], reason: ending.notExecuted }
      : { type: 'died', name, ending, afterMs, lastWords: lastWordsOf(born) };
  }
  if (settings.ready === null) throw new Error(`${first.type} is no failure`);
  const { ready: condition, readyTimeoutMs: timeoutMs } = settings;
  return {
    type: 'not-ready',
    name,
    condition,
    timeoutMs,
    obstacle: readiness?.obstacle(),
    lastWords: lastWordsOf(born),
  };
};
