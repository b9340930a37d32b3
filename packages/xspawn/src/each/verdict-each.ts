import { ExitCode, type Failure } from '@proctools/core';
import type { Verdict } from '../verdict.ts';

/** How a batch came to its end. */
export interface BatchEnd {
  readonly failed: number;
  /** What we could not do ourselves: read an input, write a joblog. */
  readonly failure: Failure | undefined;
  /** What we were asked to end by. */
  readonly signal: NodeJS.Signals | undefined;
  /** Nobody reads our standard output any more. */
  readonly isReaderGone: boolean;
}

/** More would be taken for something else. */
const MOST = 101;

/**
 * The number of jobs that failed, up to 101, also after `--halt`; 125 for a failure of our own. Signals come first: we die by the one
 * that asked us to end, or by PIPE like any writer whose reader has gone.
 */
export const verdictOnEach = ({ failed, failure, signal, isReaderGone }: BatchEnd): Verdict => {
  if (signal !== undefined) return { signal };
  if (failure) return { code: failure.code === ExitCode.usage ? ExitCode.toolFailed : failure.code };
  if (isReaderGone) return { signal: 'SIGPIPE' };
  return { code: Math.min(failed, MOST) };
};
