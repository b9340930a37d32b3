/**
 * Asking a consumer for messages. The library's `consume` asks for more as soon as some have come, whether or not anybody has
 * taken them, and its `fetch` waits until all have come; here is asked for as many as there is room for.
 */
import { createInbox, type Msg } from '@nats-io/transport-node';
import { callAfter } from '@proctools/core';
import type { Connection } from './connection.ts';
import { planStatus } from './pull-status.ts';

export interface PullSettings {
  readonly stream: string;
  readonly consumer: string;
  /** How many may be asked for at once. */
  readonly mostCount: number;
  /** How many are wanted at this moment. */
  readonly room: () => number;
  /** For fewer it is not asked: that would be many questions for few messages each. */
  readonly least: () => number;
  readonly arrive: (message: Msg) => void;
  /** The consumer was removed, or refuses us for good. */
  readonly onEnd: (why: 'gone' | { readonly refused: string }) => void;
}

export interface Pull {
  /** Asks, when nothing is asked for and there is room. */
  ask(): void;
  stop(): void;
}

const EXPIRES_MS = 30_000;
/** An answer that has not come by then was lost. */
const LATE_MS = EXPIRES_MS + 5_000;
const PAUSE_MS = 250;
const NANOSECONDS = 1_000_000;
const LEAST_BYTES = 4 * 1024 * 1024;

/** Begins to ask on this connection. */
export const pull = (
  { nc }: Connection,
  { arrive, consumer, least, mostCount, onEnd, room, stream }: PullSettings,
): Pull => {
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
  const inbox = createInbox();
  // A message that is larger than what was asked for would never come.
  const mostBytes = Math.max(LEAST_BYTES, 2 * (nc.info?.max_payload ?? 0));
  /** One at a time: of several, the server would serve now this, now that, and what is left of each were a guess. */
  let request: { readonly id: string; left: number; readonly late: NodeJS.Timeout } | undefined;
  let number = 0;
  let pause: NodeJS.Timeout | undefined;
  let isStopped = false;

  const forget = (): void => {
    clearTimeout(request?.late);
    request = undefined;
  };
  const ask = (): void => {
    const batch = Math.min(mostCount, room());
    if (isStopped || pause || request || batch < least() || nc.isClosed()) return;
    number += 1;
    const id = String(number);
    const late = callAfter(LATE_MS, () => {
      forget();
      ask();
    });
    request = { id, left: batch, late };
    const wish = { batch, max_bytes: mostBytes, expires: EXPIRES_MS * NANOSECONDS };
    nc.publish(subject, JSON.stringify(wish), { reply: `${inbox}.${id}` });
  };
  const askLater = (): void => {
    pause ??= callAfter(PAUSE_MS, () => {
      pause = undefined;
      ask();
    });
  };
  const stop = (): void => {
    isStopped = true;
    clearTimeout(pause);
    forget();
    if (!nc.isClosed()) subscription.unsubscribe();
  };
  const end: PullSettings['onEnd'] = (why) => {
    if (isStopped) return;
    stop();
    onEnd(why);
  };
  const onStatus = (id: string, { headers }: Msg): void => {
    const plan = planStatus(headers?.code ?? 0, headers?.description ?? '');
    if (plan === 'ignore' || id !== request?.id) return;
    forget();
    if (plan === 'ask') ask();
    else if (plan === 'ask-later') askLater();
    else end(plan);
  };
  const subscription = nc.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (error) return end({ refused: error.message });
      if (message.subject.startsWith(inbox)) return onStatus(message.subject.slice(inbox.length + 1), message);
      if (request) request.left -= 1;
      if (request?.left === 0) forget();
      arrive(message);
      ask();
    },
  });
  ask();
  return { ask, stop };
};
