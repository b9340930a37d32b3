/**
 * Messages through a command: so many at once, each with what becomes of it. Nothing is read as long as all places are taken:
 * what a worker has not begun is left to others.
 */
import type { Reader, Writer } from '../endpoint.ts';
import type { Batch } from '../frames/batch.ts';
import { type Move, ReadError } from '../join/flow.ts';
import type { Tally } from '../join/tally.ts';
import type { Desk } from './desk.ts';
import { type Message, messagesOf } from './message.ts';
import { acknowledge, type Route, type Settling, settling } from './settle.ts';
import { slots } from './slots.ts';

const refuseAll = async (messages: readonly Message[]): Promise<void> =>
  void (await Promise.all(messages.map(({ receipt }) => acknowledge(receipt, 'refuse'))));

/** Hands each message to the command, and its answer on. */
export const moveThrough = (desk: Desk, route: Route, tally: Tally): Move<Reader<Batch>, Writer<Batch>> => {
  const places = slots(desk.each);
  const pending = new Set<Promise<void>>();
  let answers: Settling | undefined;

  /** Nothing more is to be begun. */
  const isOver = (): boolean => answers?.isOver || answers?.broken !== undefined || desk.commands.isEnding;

  /** Its place was taken. */
  const begin = async (message: Message, { settle }: Settling): Promise<void> => {
    const bytes = message.payload.length;
    tally.add(bytes, 1);
    desk.clock.begin();
    const { ended } = await desk.commands.start(message);
    void ended.then(desk.clock.done);
    const work = settle(message, ended).finally(() => {
      tally.accept(bytes);
      pending.delete(work);
      desk.clock.touch();
      places.give();
    });
    pending.add(work);
    if (desk.ackAfter === 'write') await acknowledge(message.receipt, 'accept');
  };

  /** A place was taken, for the first. Those that are not begun go back. */
  const beginAll = async (messages: readonly Message[], settled: Settling): Promise<void> => {
    let begun = 0;
    try {
      while (begun < messages.length && !isOver()) {
        begun += 1;
        await begin(messages[begun - 1] as Message, settled);
        await places.take();
      }
    } finally {
      places.give();
      await refuseAll(messages.slice(begun));
    }
  };

  const finish = async (): Promise<'end'> => {
    await Promise.all(pending);
    if (answers?.broken) throw answers.broken.error;
    return 'end';
  };

  const readBatch = async (reader: Reader<Batch>, most: number): Promise<Batch | undefined> => {
    try {
      return await reader.read(most);
    } catch (error) {
      await Promise.all(pending);
      throw new ReadError(error);
    }
  };

  return async (reader, writer) => {
    answers ??= settling(desk, route, writer, () => reader.cancel());
    await places.take();
    if (isOver() || desk.quota.left === 0) return finish();
    const batch = await readBatch(reader, Math.min(1 + places.free, desk.quota.left));
    if (batch === undefined) return finish();
    const messages = messagesOf(batch);
    const wanted = desk.quota.take(messages.length);
    await refuseAll(messages.slice(wanted));
    await beginAll(messages.slice(0, wanted), answers);
    return 'more';
  };
};
