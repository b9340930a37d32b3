/**
 * So many bytes a second. Time is paid for what passes, and each piece waits until it has been paid: so the rate is exact
 * however late a timer fires, and nothing is read that will not be handed on soon.
 */
import { callAfter, monotonicMs } from '@proctools/core';
import type { Reader } from '../endpoint.ts';
import type { Divisible } from './divisible.ts';

/** What was not used may be used later, as far as it is not longer ago than this. */
const CREDIT_MS = 100;
/** What is handed on at once lasts so long. */
const PIECE_MS = 50;
/** A timer cannot wait for less. */
const SHORTEST_MS = 1;

/** Until when the time has been paid, once `bytes` more have been. All times of one clock, in milliseconds. */
export const paidAfter = (paidUntilMs: number, nowMs: number, bytes: number, bytesPerSecond: number): number =>
  Math.max(paidUntilMs, nowMs - CREDIT_MS) + (bytes * 1_000) / bytesPerSecond;

/** The largest piece that is handed on at once, in bytes. */
export const pieceBytes = (bytesPerSecond: number): number =>
  Math.max(1, Math.floor((bytesPerSecond * PIECE_MS) / 1_000));

export interface Rate<Item> {
  readonly bytesPerSecond: number;
  readonly measure: Divisible<Item>;
  /** The first of it that cannot be divided. */
  readonly least: (item: Item) => readonly [Item, Item | undefined];
  /** Something waits for its time, or no longer does: it is not idle. */
  readonly onWait: (isWaiting: boolean) => void;
}

/** Reads no faster. What was read when it is cancelled is handed out at once. */
export const rated = <Item>(reader: Reader<Item>, rate: Rate<Item>): Reader<Item> => {
  const { bytesPerSecond, least, measure, onWait } = rate;
  const most = pieceBytes(bytesPerSecond);
  let paidUntilMs = monotonicMs();
  let held: Item | undefined;
  let isCancelled = false;
  let wake = (): void => {};
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = callAfter(ms, resolve);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const pay = async (item: Item): Promise<void> => {
    paidUntilMs = paidAfter(paidUntilMs, monotonicMs(), measure.size(item), bytesPerSecond);
    onWait(true);
    for (let ms = paidUntilMs - monotonicMs(); ms >= SHORTEST_MS && !isCancelled; ms = paidUntilMs - monotonicMs()) {
      await wait(ms);
    }
    onWait(false);
  };
  return {
    read: async () => {
      const item = held ?? (await reader.read());
      held = undefined;
      if (item === undefined || isCancelled) return item;
      const [first, rest] = measure.divide(item, most);
      const [piece, others] = first === undefined ? least(item) : [first, rest];
      held = others;
      await pay(piece);
      return piece;
    },
    cancel: () => {
      isCancelled = true;
      wake();
      reader.cancel();
    },
    get unfinished() {
      return reader.unfinished ?? 0;
    },
  };
};
