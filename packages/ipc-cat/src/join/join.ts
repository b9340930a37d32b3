/** Joins two ends: what comes from one goes to the other, each way for itself, and each end of the data is passed on. */
import { callAfter } from '@proctools/core';
import type { ByteEnd, End, MessageEnd } from '../endpoint.ts';
import { type Flow, type FlowEnd, flow } from './flow.ts';
import { moveBytes } from './move-bytes.ts';
import { moveMessages } from './move-messages.ts';
import { newTally, type Tally } from './tally.ts';

/** So long what is under way may still be handed over, when nobody wants anything more of us. */
const PARTING_MS = 1_000;

/** One way, while it lasts and afterwards. */
export interface Way {
  readonly from: string;
  readonly to: string;
  /** Who says it, and who reads it, is a child of ours. */
  readonly isFromChild: boolean;
  readonly isToChild: boolean;
  readonly tally: Tally;
  /** Bytes that the other side's kernel has not accepted yet, of what is being written. */
  readonly waiting: () => number;
  end: FlowEnd | undefined;
}

export type WayName = 'there' | 'back';

export interface Joined {
  /** From the first to the second, and back; undefined where nothing flows. */
  readonly there: Way | undefined;
  readonly back: Way | undefined;
  /** Which ended first. */
  readonly first: Way | undefined;
  /** Settles when both ways have ended. */
  readonly ended: Promise<void>;
  /** Ends one way so. */
  cancelWay(way: WayName): void;
  /** Ends both ways: nothing more is read, what was read is handed over. */
  cancel(): void;
  /** Waits no longer, not even for what was read to be handed over. */
  giveUp(): void;
}

export interface JoinSettings {
  readonly there: boolean;
  readonly back: boolean;
  /** How long one way may go on after the other has ended, in milliseconds; undefined: as long as it takes. */
  readonly lingerMs: number | undefined;
  /** That was too short for the other. */
  readonly onLate?: () => void;
}

export type Pair =
  | { readonly unit: 'bytes'; readonly first: ByteEnd; readonly second: ByteEnd }
  | { readonly unit: 'messages'; readonly first: MessageEnd; readonly second: MessageEnd };

interface Running {
  readonly way: Way;
  readonly flow: Flow;
  readonly source: End;
  readonly sink: End;
}

const startBytes = (source: ByteEnd, sink: ByteEnd, tally: Tally): Flow | undefined =>
  source.reader && sink.writer ? flow(source.reader, sink.writer, moveBytes(tally)) : undefined;

const startMessages = (source: MessageEnd, sink: MessageEnd, tally: Tally): Flow | undefined =>
  source.reader && sink.writer ? flow(source.reader, sink.writer, moveMessages(tally)) : undefined;

const start = (pair: Pair, isBack: boolean): Running | undefined => {
  const tally = newTally();
  const [source, sink] = isBack ? [pair.second, pair.first] : [pair.first, pair.second];
  const started =
    pair.unit === 'bytes'
      ? startBytes(source as ByteEnd, sink as ByteEnd, tally)
      : startMessages(source as MessageEnd, sink as MessageEnd, tally);
  const waiting = (): number => sink.writer?.waiting ?? 0;
  return (
    started && {
      way: {
        from: source.name,
        to: sink.name,
        isFromChild: source.child !== undefined,
        isToChild: sink.child !== undefined,
        tally,
        waiting,
        end: undefined,
      },
      flow: started,
      source,
      sink,
    }
  );
};

/** Whether a way has no reason to go on once the other has ended: nobody to type for, or a source that never ends. */
const isPointless = ({ source }: Running): boolean => source.isEndless === true || source.isTyped === true;

/** Starts to join them. */
export const join = (pair: Pair, settings: JoinSettings): Joined => {
  const there = settings.there ? start(pair, false) : undefined;
  const back = settings.back ? start(pair, true) : undefined;
  const running = [there, back].filter((one) => one !== undefined);
  let first: Way | undefined;
  let giveUp = (): void => {};
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  /** Whose answers nobody takes any more may take nothing more himself. */
  const part = (other: Running): void => {
    other.flow.cancel();
    callAfter(PARTING_MS, giveUp).unref();
  };
  const expire = (other: Running): void => {
    if (other.way.end !== undefined) return;
    settings.onLate?.();
    other.flow.cancel();
    giveUp();
  };
  const watch = async (one: Running): Promise<void> => {
    const end = await one.flow.ended;
    one.way.end ??= end;
    first ??= one.way;
    const other = running.find((candidate) => candidate !== one);
    if (other === undefined || other.way.end !== undefined) return;
    // Standard output has no other half: who does not read it any more wants nothing more of us.
    if (end.type === 'reader-gone' && one.sink.name === '-') part(other);
    else if (isPointless(other)) other.flow.cancel();
    if (settings.lingerMs !== undefined) callAfter(settings.lingerMs, () => expire(other));
  };
  const whole = Promise.all(running.map(watch));
  return {
    there: there?.way,
    back: back?.way,
    get first() {
      return first;
    },
    ended: Promise.race([whole, givenUp]).then(() => {
      for (const { way } of running) way.end ??= { type: 'cancelled' };
    }),
    giveUp,
    cancelWay: (way) => (way === 'there' ? there : back)?.flow.cancel(),
    cancel: () => {
      for (const one of running) one.flow.cancel();
    },
  };
};
