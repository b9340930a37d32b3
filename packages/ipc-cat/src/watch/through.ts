/** What is put between the two ends of a join: limits first, so that no more is read than may pass, and the record last. */
import type { ByteEnd, MessageEnd, Reader } from '../endpoint.ts';
import type { Batch } from '../frames/batch.ts';
import type { Framing } from '../frames/framing.ts';
import { refuse, splitBatch } from '../frames/split.ts';
import { bytesOf, type Divisible, framesOf, messagesOf } from './divisible.ts';
import { limited } from './limited.ts';
import { rated } from './rated.ts';
import { type Recording, recorded } from './record.ts';
import type { Mark } from './record-format.ts';
import type { WatchPlan } from './watch-plan.ts';

export interface Between {
  readonly plan: WatchPlan;
  /** Of messages. */
  readonly framing: Framing;
  readonly record: Recording | undefined;
  readonly onEnough: () => void;
  readonly onWait: (isWaiting: boolean) => void;
}

/** What one unit has of its own. */
interface Unit<Item> {
  readonly bytes: Divisible<Item>;
  readonly messages: Divisible<Item>;
  /** What a reader's `most` counts. */
  readonly hint: 'bytes' | 'messages';
  readonly least: (item: Item) => readonly [Item, Item | undefined];
  readonly drop: (item: Item) => Promise<void>;
}

const byteUnit: Unit<Buffer> = {
  bytes: bytesOf,
  messages: bytesOf, // not asked for: the plan gives messages a frame
  hint: 'bytes',
  least: (bytes) => [bytes, undefined],
  drop: async () => {},
};

const messageUnit = (framing: Framing): Unit<Batch> => ({
  bytes: framesOf(framing),
  messages: messagesOf,
  hint: 'messages',
  least: (batch) => (batch.count > 1 ? splitBatch(batch, 1) : [batch, undefined]),
  drop: refuse,
});

const readerThrough = <Item extends Buffer | Batch>(
  reader: Reader<Item>,
  unit: Unit<Item>,
  way: 'there' | 'back',
  { onEnough, onWait, plan, record }: Between,
): Reader<Item> => {
  const mark: Mark = way === 'there' ? '>' : '<';
  let through = reader;
  for (const limit of way === plan.limitedWay ? plan.limits : []) {
    const isHint = unit.hint === limit.unit && plan.limits.length === 1;
    through = limited(through, { most: limit.most, measure: unit[limit.unit], isHint, onEnough, drop: unit.drop });
  }
  const { bytesPerSecond } = plan;
  if (bytesPerSecond) through = rated(through, { bytesPerSecond, measure: unit.bytes, least: unit.least, onWait });
  return record ? recorded(through, record, mark) : through;
};

/** An end of bytes, watched where it is read; as it is when nothing is between. */
export const bytesThrough = (end: ByteEnd, way: 'there' | 'back', between: Between): ByteEnd => {
  if (!end.reader) return end;
  const reader = readerThrough(end.reader, byteUnit, way, between);
  return reader === end.reader ? end : { ...end, reader };
};

/** The same, of messages. */
export const messagesThrough = (end: MessageEnd, way: 'there' | 'back', between: Between): MessageEnd =>
  end.reader ? { ...end, reader: readerThrough(end.reader, messageUnit(between.framing), way, between) } : end;
