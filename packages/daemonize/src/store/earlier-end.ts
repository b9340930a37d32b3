import { lastLines } from '../logs/tail.ts';
import type { Store } from './home.ts';
import { note } from './journal.ts';
import type { DaemonRecord } from './record.ts';

/** A run that ended with nobody there to see it is told of when it is noticed: at the next start or stop. */
export const noteEarlierEnd = (store: Store, { name, main, phase, logs }: DaemonRecord): void => {
  if (phase !== 'running' || !main) return;
  const lastLine = lastLines(logs.stderr, 1)[0] ?? null;
  note(store, name, { type: 'exited', pid: main.pid, exit: null, uptimeMs: null, lastLine });
};
