/** What lasts, with a line on the terminal that says for what one waits. */
import { formatDuration, showWaiting } from '@proctools/core';
import { describeCondition } from '../ready/condition.ts';
import { launchEither } from '../start/launch-either.ts';
import type { Launch } from '../start/launch-request.ts';
import type { StartOutcome } from '../start/outcome.ts';
import type { Store } from '../store/home.ts';
import type { Called } from '../supervisor/call.ts';
import type { Printing } from './options.ts';

type Quiet = Pick<Printing, 'quiet'>;

/** On a terminal, and when it lasts, a line says so. */
export const watched = async <Result>(
  what: string,
  longestMs: number,
  { quiet }: Quiet,
  work: () => Promise<Result>,
): Promise<Result> => {
  if (quiet) return work();
  const line = showWaiting((elapsedMs, columns) =>
    `waiting for ${what}: ${formatDuration(elapsedMs)} of ${formatDuration(longestMs)}`.slice(0, columns - 1),
  );
  try {
    return await work();
  } finally {
    line.stop();
  }
};

export const launchWatched = (
  store: Store,
  request: Launch,
  printing: Quiet,
  called?: Called,
): Promise<StartOutcome> => {
  const { name, settings } = request;
  const { ready, readyTimeoutMs, settleMs } = settings;
  const [what, longestMs] = ready ? [`be ready (${describeCondition(ready)})`, readyTimeoutMs] : ['settle', settleMs];
  return watched(`${name} to ${what}`, longestMs, printing, () => launchEither(store, request, called));
};
