/** What becomes of a message once its command has ended: its answer is handed on and it is done, or it comes again, or it is counted. */
import type { Writer } from '../endpoint.ts';
import { type Batch, batchOf, type Receipt } from '../frames/batch.ts';
import { asReading } from '../join/flow.ts';
import { answerOf, type Target } from './answer.ts';
import type { Desk } from './desk.ts';
import { inTurn } from './in-turn.ts';
import type { Message } from './message.ts';
import type { NoAnswer, Outcome } from './outcome.ts';

/** Where the messages come from, and where their answers go. */
export interface Route {
  readonly name: string;
  readonly target: Target;
  /** An answer left out would let each later one be taken for the one before: there is none after it. */
  readonly endsOnFailure: boolean;
}

export interface Settling {
  /** Waits for the command, and does what follows. Never rejects. */
  settle(message: Message, ended: Promise<Outcome>): Promise<void>;
  /** What an answer, or a receipt, could not be handed over for. */
  readonly broken: { readonly error: unknown } | undefined;
  /** There are no more answers. */
  readonly isOver: boolean;
}

/** Nobody cares for the order of messages that come back until they are done, or whose answers go different ways. */
const isOrdered = ({ receipt, send }: Message): boolean => receipt === undefined && send === undefined;

/** What a receipt cannot be handed over for has happened where the message came from. */
export const acknowledge = (receipt: Receipt | undefined, how: 'accept' | 'refuse'): Promise<void> =>
  asReading((async () => receipt?.[how]())());

/** For the messages of one source, whose answers go to `writer`. `stop` is called when no more of them are of use. */
export const settling = (desk: Desk, route: Route, writer: Writer<Batch>, stop: () => void): Settling => {
  const turn = inTurn();
  let broken: Settling['broken'];
  let isOver = false;

  const comesAgain = ({ receipt }: Message): boolean => receipt !== undefined && desk.ackAfter === 'exit';

  const tellOf = (message: Message, why: NoAnswer): void => {
    if (why.type === 'ended-from-here') return;
    const again = comesAgain(message);
    if (!again) desk.counts.failed += 1;
    const attempt = message.receipt?.attempt;
    desk.tell({ type: 'reply-failed', name: route.name, command: desk.command, why, again, attempt });
  };

  const fail = async (message: Message, why: NoAnswer): Promise<void> => {
    tellOf(message, why);
    if (route.endsOnFailure) {
      isOver = true;
      stop();
    }
    if (comesAgain(message)) await acknowledge(message.receipt, 'refuse');
  };

  const deliver = async (message: Message, outcome: Outcome, write: Writer<Batch>['write']): Promise<void> => {
    if (outcome.type === 'failed') return fail(message, outcome.why);
    const answer = answerOf(outcome.output, desk.framing, message.send ? 'whole' : route.target);
    if (answer.type === 'unfit') return fail(message, answer);
    if (isOver && isOrdered(message)) return; // the others were done, and need no turn
    if (message.send) await Promise.all(answer.payloads.map(message.send));
    else if (answer.payloads.length > 0) await write(batchOf(answer.payloads));
    if (comesAgain(message)) await acknowledge(message.receipt, 'accept');
    desk.counts.answered += 1;
  };

  const dispatch = async (message: Message, ended: Promise<Outcome>): Promise<void> => {
    if (isOrdered(message)) return turn(async () => deliver(message, await ended, writer.write));
    return deliver(message, await ended, (batch) => turn(() => writer.write(batch)));
  };

  return {
    get broken() {
      return broken;
    },
    get isOver() {
      return isOver;
    },
    settle: async (message, ended) => {
      const leave = desk.clock.attend(writer);
      try {
        await dispatch(message, ended);
      } catch (error) {
        broken ??= { error };
        stop();
        if (comesAgain(message)) await acknowledge(message.receipt, 'refuse').catch(() => {});
      } finally {
        leave();
      }
    },
  };
};
