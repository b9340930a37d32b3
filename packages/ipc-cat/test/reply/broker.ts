/** A broker in this process: a message that is not accepted comes again. */
import type { MessageEnd, Writer } from '../../src/endpoint.ts';
import { type Batch, batchOf } from '../../src/frames/batch.ts';

interface Held {
  readonly text: string;
  attempt: number;
}

export interface Broker {
  readonly end: MessageEnd;
  /** What happened, in order: `read a`, `accept a`, `refuse a`. */
  readonly log: string[];
  /** Of each read: how many were wanted at most. */
  readonly wanted: (number | undefined)[];
  readonly left: readonly string[];
  /** The largest number of messages that were neither accepted nor refused at one time. */
  readonly mostOut: number;
}

/** It ends once all have been accepted. */
export const brokerWith = (texts: readonly string[], { generous = false } = {}): Broker => {
  const waiting: Held[] = texts.map((text) => ({ text, attempt: 0 }));
  const log: string[] = [];
  const wanted: (number | undefined)[] = [];
  let [out, mostOut] = [0, 0];
  let isCancelled = false;
  let wake = (): void => {};

  const settled = (): void => {
    out -= 1;
    wake();
  };
  const receiptOf = (held: Held) => ({
    attempt: held.attempt,
    accept: async () => {
      log.push(`accept ${held.text}`);
      settled();
    },
    refuse: async () => {
      log.push(`refuse ${held.text}`);
      waiting.push(held);
      settled();
    },
  });
  const next = async (most: number | undefined): Promise<Batch | undefined> => {
    while (!isCancelled && waiting.length === 0 && out > 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (isCancelled || waiting.length === 0) return undefined;
    const taken = waiting.splice(0, generous ? waiting.length : most);
    for (const held of taken) {
      held.attempt += 1;
      log.push(`read ${held.text}`);
    }
    out += taken.length;
    mostOut = Math.max(mostOut, out);
    return batchOf(
      taken.map(({ text }) => Buffer.from(text)),
      { receipts: taken.map(receiptOf), subjects: taken.map(({ text }) => `subject.${text}`) },
    );
  };
  return {
    log,
    wanted,
    get left() {
      return waiting.map(({ text }) => text);
    },
    get mostOut() {
      return mostOut;
    },
    end: {
      name: 'broker',
      unit: 'messages',
      content: 'any',
      isEndless: true,
      reader: {
        read: (most) => {
          wanted.push(most);
          return next(most);
        },
        cancel: () => {
          isCancelled = true;
          wake();
        },
      },
      close: async () => {},
    },
  };
};

/** Where answers go; each write is in the log, too. */
export const sinkWriting = (log: string[], write: Writer<Batch>['write'] = async () => {}): MessageEnd => ({
  name: 'sink',
  unit: 'messages',
  content: 'any',
  writer: {
    write: async (batch) => {
      await write(batch);
      for (const payload of batch.payloads) log.push(`answer ${payload}`);
    },
    end: async () => {},
    gone: new Promise<never>(() => {}),
  },
  close: async () => {},
});
