/** All that a run of a command has to keep to, apart from going on. */
import { formatDuration, sleep } from '@proctools/core';
import type { Supervision } from '../settings.ts';
import type { Held } from './run.ts';
import type { Cause } from './transition.ts';

/** Why a run has to be ended, and what was seen. */
export interface Alarm {
  readonly cause: Cause;
  readonly detail: string;
}

const told = async (cause: Cause, detail: Promise<string>): Promise<Alarm> => ({ cause, detail: await detail });

const untilTooOld = async (ms: number, signal: AbortSignal): Promise<string> => {
  await sleep(ms, signal);
  return `${formatDuration(ms)} are over`;
};

/** What there is to wait for. Each is loaded only where it was asked for. */
const alarms = async (
  held: Held,
  supervision: Supervision,
  signal: AbortSignal,
): Promise<readonly Promise<Alarm>[]> => {
  const { health, maxMemory, maxRuntimeMs, watch } = supervision;
  const { environment, owner, process, record } = held;
  const all: Promise<Alarm>[] = [];
  if (health) {
    const { untilUnhealthy } = await import('./health.ts');
    const { cwd } = record.settings;
    all.push(told('health', untilUnhealthy(health, { cwd, environment, owner }, signal)));
  }
  if (maxMemory !== null) {
    const { untilTooBig } = await import('./memory.ts');
    all.push(told('memory', untilTooBig(process.identity.pid, maxMemory, signal)));
  }
  if (maxRuntimeMs !== null) all.push(told('runtime', untilTooOld(maxRuntimeMs, signal)));
  if (watch.length > 0) {
    const { untilChanged } = await import('./watch-files.ts');
    all.push(told('watch', untilChanged(watch, Object.values(record.logs), signal)));
  }
  return all;
};

/** Calls `raise` once, with what comes first; answers with what ends the watching. */
export const watchOver = (held: Held, supervision: Supervision, raise: (alarm: Alarm) => void): (() => void) => {
  const over = new AbortController();
  const wait = async (): Promise<void> => {
    const all = await alarms(held, supervision, over.signal);
    if (all.length === 0) return;
    for (const one of all) one.catch(() => {}); // it is over, and nobody waits for it
    const alarm = await Promise.race(all);
    over.abort();
    raise(alarm);
  };
  void wait().catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  return () => over.abort();
};
