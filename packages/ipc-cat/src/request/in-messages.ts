/** A question that is one message, and its answer, which is one. */
import { type ByteWriter, isReaderGone, type MessageEnd } from '../endpoint.ts';
import type { Framing } from '../frames/framing.ts';
import type { FlowEnd } from '../join/flow.ts';
import type { Way } from '../join/join.ts';
import { newTally } from '../join/tally.ts';
import { type Asked, ask } from './ask.ts';
import type { Exchange } from './exchange.ts';
import { printed } from './question.ts';

const wayOf = (from: string, to: string): Way => ({
  from,
  to,
  isFromChild: false, // it has answered, or not
  isToChild: false, // what is asked has been taken, or else it is no answer
  tally: newTally(),
  waiting: () => 0,
  end: undefined,
});

const endOf = (asked: Asked): FlowEnd =>
  asked.type === 'broken' ? { type: 'broken', side: 'reading', error: asked.error } : { type: 'whole' };

const print = async (output: ByteWriter, bytes: Buffer): Promise<FlowEnd> => {
  try {
    await output.write(bytes);
    await output.end();
    return { type: 'whole' };
  } catch (error) {
    if (isReaderGone(error)) return { type: 'reader-gone', lost: true };
    return { type: 'broken', side: 'writing', error };
  }
};

/** Asks, and prints the answer. */
export const askInMessages = async (
  question: Buffer,
  { end, framing, output }: { readonly end: MessageEnd; readonly framing: Framing; readonly output: ByteWriter },
  abort: AbortSignal,
): Promise<Exchange> => {
  const there: Way = { ...wayOf('-', end.name), end: { type: 'whole' } };
  const back: Way = wayOf(end.name, '-');
  there.tally.add(question.length, 1);
  there.tally.accept(question.length);
  const asked = await ask(end, question, abort);
  back.end = endOf(asked);
  if (asked.type === 'answer') {
    const bytes = printed(asked.answer, framing);
    back.tally.add(bytes.length, 1);
    back.end = await print(output, bytes);
  }
  return { ways: [there, back], first: there, isAnswered: asked.type === 'answer' };
};
