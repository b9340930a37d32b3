/** Watches a join, and limits it: what is put between its ends, what looks at it while it lasts, and what is told at its end. */
import { callAfter, sleep } from '@proctools/core';
import type { Joined, Pair } from '../join/join.ts';
import type { JoinPlan } from '../plan.ts';
import type { Session } from '../session.ts';
import { watchForIdleness } from './idle.ts';
import { type Progress, showProgress, tellProgress } from './progress.ts';
import { progressText, type Total } from './progress-line.ts';
import { type Recording, recording } from './record.ts';
import { recordFormat } from './record-format.ts';
import { fileSink, stderrSink } from './record-sink.ts';
import { sourceSize } from './source-size.ts';
import { type Between, bytesThrough, messagesThrough } from './through.ts';
import type { WatchPlan } from './watch-plan.ts';

export interface Watch {
  /** The same pair, with what is asked for in between. */
  through(pair: Pair): Pair;
  /** Looks at it from now on. */
  begin(joined: Joined): void;
  /** It is over: the record is complete then. Answers whether it lacks something. */
  end(): Promise<{ readonly isRecordBroken: boolean }>;
}

/** Whoever does not take what was read so long after everything was idle will not. */
const LAST_CHANCE_MS = 1_000;

const totalOf = ({ limitedWay, limits }: WatchPlan, plan: JoinPlan): Total | undefined => {
  const [limit] = limits;
  const size = plan.there ? sourceSize(plan.first) : sourceSize(plan.second);
  if (limit?.unit === 'messages') return { way: limitedWay, unit: 'messages', count: limit.most };
  const count = Math.min(limit?.most ?? Number.POSITIVE_INFINITY, size ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(count) ? { way: limitedWay, unit: 'bytes', count } : undefined;
};

const startRecording = ({ record }: WatchPlan, session: Session): Recording | undefined => {
  if (!record) return undefined;
  const sink = record.file === undefined ? stderrSink(session.clearLine) : fileSink(record.file);
  return recording(sink, recordFormat(record), session.tell);
};

const startProgress = (watch: WatchPlan, total: Total | undefined, joined: Joined, session: Session) => {
  if (watch.progress === 'line') {
    const progress = showProgress(joined, total, progressText);
    session.onTell(progress.clear);
    return progress;
  }
  if (watch.progress === undefined) return undefined;
  return tellProgress(joined, total, (course, isLast) => session.tell({ type: 'progress', isLast, ...course }));
};

/** What is not the same any more when something has passed. */
const markOf = ({ back, there }: Joined): number =>
  [there, back].reduce(
    (sum, way) => sum + (way ? 2 * way.tally.bytes + way.tally.messages - way.tally.pending - way.waiting() : 0),
    0,
  );

/** Begins to watch. A Failure when the record cannot be written. */
export const startWatching = (watch: WatchPlan, plan: JoinPlan, session: Session): Watch => {
  const total = totalOf(watch, plan); // before anything is read of it
  const record = startRecording(watch, session);
  let progress: Progress | undefined;
  let stopLooking = (): void => {};
  let waits = 0;
  const between: Between = {
    plan: watch,
    framing: plan.framing ?? 'lines',
    record,
    onEnough: () => session.end('enough'),
    onWait: (isWaiting) => {
      waits += isWaiting ? 1 : -1;
    },
  };
  const watchIdleness = (joined: Joined, timeoutMs: number): void => {
    let turns = 0;
    const mark = (): string => {
      if (waits > 0) turns += 1; // what waits for its time is not idle
      return `${markOf(joined)} ${turns}`;
    };
    stopLooking = watchForIdleness(timeoutMs, mark, () => {
      session.tell({ type: 'idle', forMs: timeoutMs });
      session.end('idle');
      callAfter(LAST_CHANCE_MS, joined.giveUp).unref();
    });
  };
  const finish = async () => {
    stopLooking();
    progress?.stop();
    progress = undefined;
    await record?.close();
    return { isRecordBroken: record?.isBroken ?? false };
  };
  let finished: ReturnType<typeof finish> | undefined;
  const end = () => {
    finished ??= finish();
    return finished;
  };
  // A signal ends it, too; a record that nobody reads must not hold that up.
  session.keep({ close: () => Promise.race([end().then(() => {}), sleep(LAST_CHANCE_MS)]) });
  return {
    through: (pair) =>
      pair.unit === 'bytes'
        ? {
            ...pair,
            first: bytesThrough(pair.first, 'there', between),
            second: bytesThrough(pair.second, 'back', between),
          }
        : {
            ...pair,
            first: messagesThrough(pair.first, 'there', between),
            second: messagesThrough(pair.second, 'back', between),
          },
    begin: (joined) => {
      progress = startProgress(watch, total, joined, session);
      if (watch.idleTimeoutMs !== undefined) watchIdleness(joined, watch.idleTimeoutMs);
    },
    end,
  };
};
