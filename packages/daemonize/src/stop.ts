import { type Identity, isAlive, isSameProcess, monotonicMs, ownIdentity, send, sleep, stop } from '@proctools/core';
import { findAll } from './find-all.ts';
import { currentState } from './observe.ts';
import { isUp } from './state.ts';
import { updateRecordIfRoom } from './store/change.ts';
import { withEarlierEnd } from './store/earlier-end.ts';
import type { Store } from './store/home.ts';
import { note } from './store/journal.ts';
import { untilLoggersGone } from './store/loggers.ts';
import { removePidfiles } from './store/pidfile.ts';
import { type DaemonRecord, mainsOf, wholeFamilyOf } from './store/record.ts';

/** How a stop went. */
export interface StopOutcome {
  readonly name: string;
  readonly wasRunning: boolean;
  /** How many processes were ended. */
  readonly processes: number;
  /** Whether some had to be killed. */
  readonly killed: boolean;
  /** Pids that even KILL did not end. */
  readonly survivors: readonly number[];
}

/** What differs from what was said at the start. */
export interface StopWishes {
  readonly stopSignal?: NodeJS.Signals | undefined;
  readonly stopTimeout?: number | undefined;
  /** Somebody starts it again at once: the sockets of its workers stay open meanwhile, and who comes waits. */
  readonly keepSockets?: boolean | undefined;
}

/** Who ends a daemon of the foreground stands in its record to the last: daemonize there lets him go first (see foreground.ts). */
const workerAfter = ({ settings, worker }: DaemonRecord): Identity | null => (settings.foreground ? worker : null);

/** It stays as it is while somebody else has taken it over; one that outlived KILL still runs. */
const ended = (
  record: DaemonRecord,
  stopped: DaemonRecord,
  survivors: readonly Identity[],
): DaemonRecord | undefined => {
  if (record.id !== stopped.id) return undefined;
  const mainLives = mainsOf(record).some((main) => survivors.some((survivor) => isSameProcess(survivor, main)));
  return mainLives
    ? { ...record, phase: 'running', worker: null }
    : { ...record, phase: 'stopped', worker: workerAfter(record), endedAt: new Date().toISOString() };
};

/** A supervisor that does not go when it is asked to cannot be doing anything useful. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 2;

/** Has the supervisor go, so that nobody starts again what is ended now. It sees in the record that this is not its business any more. */
const dismiss = async (supervisor: Identity): Promise<void> => {
  const end = monotonicMs() + PATIENCE_MS;
  for (let signal: NodeJS.Signals = 'SIGTERM'; send(supervisor, signal); signal = 'SIGKILL') {
    send(supervisor, 'SIGCONT');
    while (isAlive(supervisor) && monotonicMs() < end) await sleep(LOOK_MS);
    if (signal === 'SIGKILL') return;
  }
};

/** What was written last arrives in the logs, and what a supervisor was killed in is finished. */
const tidyLogs = async (store: Store, record: DaemonRecord): Promise<void> => {
  if (record.piped?.length) await untilLoggersGone(store, record.name);
  if (!record.settings.logging?.rotation) return;
  const { recoverLogs } = await import('./logs/recover-logs.ts');
  await recoverLogs(store, record);
};

/** Workers of Node's cluster end with their primary, at once. */
const isCluster = ({ crew }: DaemonRecord): boolean => crew?.listen.length === 0;

/**
 * The daemonize that looks after it in the foreground, or the primary of a cluster. It goes last, by itself, when it has seen how its
 * command ended, and when the logs are complete: with it a container would end at once, with the command and with us.
 */
const hostOf = (record: DaemonRecord): Identity | undefined => {
  const { settings, supervisor } = record;
  return (settings.foreground || isCluster(record)) && supervisor && isAlive(supervisor) ? supervisor : undefined;
};

/** While it pauses it sees nothing by itself. One in the foreground is waited for by whoever started it. */
const release = async ({ settings }: DaemonRecord, host: Identity): Promise<void> => {
  if (!settings.foreground) await dismiss(host);
  else if (send(host, 'SIGTERM')) send(host, 'SIGCONT');
};

/**
 * Ends a daemon and all its processes: asks, waits, insists. Also the processes that a run which
 * ended by itself left behind. What is stopped already is a success.
 */
export const stopDaemon = async (store: Store, name: string, wishes: StopWishes = {}): Promise<StopOutcome> => {
  let wasRunning = false;
  const record = await updateRecordIfRoom(store, name, (now) => {
    wasRunning = isUp(currentState(now));
    if (wasRunning) return { ...now, phase: 'stopping', worker: ownIdentity() };
    if (now.phase === 'stopped') return undefined;
    return { ...withEarlierEnd(store, now), phase: 'exited', worker: null };
  });
  const host = hostOf(record);
  if (record.supervisor && !host) await dismiss(record.supervisor);
  const signal = wishes.stopSignal ?? record.settings.stopSignal;
  const timeoutMs = wishes.stopTimeout ?? record.settings.stopTimeoutMs;
  const families = wholeFamilyOf(record);
  const { asked, insisted, survivors } = await stop(() => findAll(families), { signal, timeoutMs });
  // They have nobody to tell any more how the command ended.
  if (!host && survivors.length === 0 && families.some(({ intermediates }) => intermediates?.length)) {
    const all = families.map((family) => ({ ...family, intermediates: [] }));
    await stop(() => findAll(all), { signal: 'SIGKILL', timeoutMs: 0 });
  }
  if (record.crew && !wishes.keepSockets)
    await (await import('./crew/tidy.ts')).tidyCrew(store, record.name, record.id, record.crew, false);
  if (!host && survivors.length === 0) await tidyLogs(store, record);
  const uptimeMs = Date.now() - Date.parse(record.startedAt);
  if (wasRunning || record.phase === 'exited')
    await updateRecordIfRoom(store, name, (now) => ended(now, record, survivors));
  if (survivors.length === 0) removePidfiles(store, record);
  if (asked > 0) note(store, name, { type: 'stopped', signal, killed: insisted, processes: asked, uptimeMs });
  if (host) await release(record, host);
  return { name, wasRunning, processes: asked, killed: insisted, survivors: survivors.map(({ pid }) => pid) };
};
