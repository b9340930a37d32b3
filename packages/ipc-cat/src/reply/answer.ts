/** From what a command has written to the answer that it is. */
import { delimiterOf } from '../frames/delimited.ts';
import type { Framing } from '../frames/framing.ts';
import { isJson } from '../frames/is-json.ts';
import { withoutEnd } from '../request/question.ts';
import type { NoAnswer } from './outcome.ts';

/** Where an answer goes: to who waits for it, in frames or whole as it is; or to where nobody does. */
export type Target = 'frames' | 'whole' | 'output';

/** The messages that it is there: one; none or several only where nobody waits for one. */
export type Answer =
  | { readonly type: 'answer'; readonly payloads: readonly Buffer[] }
  | { readonly type: 'unfit'; readonly why: Extract<NoAnswer, { type: 'unfit' }>['why'] };

const split = (bytes: Buffer, delimiter: number): readonly Buffer[] => {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(delimiter); at >= 0; from = at + 1, at = bytes.indexOf(delimiter, from)) {
    parts.push(bytes.subarray(from, at));
  }
  return [...parts, bytes.subarray(from)];
};

const answer = (...payloads: readonly Buffer[]): Answer => ({ type: 'answer', payloads });
const unfit = (why: Extract<Answer, { type: 'unfit' }>['why']): Answer => ({ type: 'unfit', why });

/** JSON: one value; a command that says nothing has none. To where nobody waits, a value a line may be several. */
const jsonAnswer = (bytes: Buffer, target: Target): Answer => {
  if (bytes.length === 0) return answer();
  if (isJson(bytes.toString())) return answer(bytes);
  const lines = target === 'output' ? split(bytes, delimiterOf('json')) : [];
  return lines.length > 0 && lines.every((line) => isJson(line.toString())) ? answer(...lines) : unfit('not-json');
};

const linesAnswer = (bytes: Buffer, target: Target): Answer => {
  if (target === 'whole') return answer(bytes);
  if (target === 'output') return bytes.length === 0 ? answer() : answer(...split(bytes, delimiterOf('lines')));
  return bytes.indexOf(delimiterOf('lines')) < 0 ? answer(bytes) : unfit('several-lines');
};

/** The answer that this output is. A line needs no end in it; other framings take all bytes as they are. */
export const answerOf = (output: Buffer, framing: Framing | undefined, target: Target): Answer => {
  switch (framing) {
    case 'json':
      return jsonAnswer(withoutEnd(output, framing), target);
    case 'lines':
      return linesAnswer(withoutEnd(output, framing), target);
    case 'nul':
      return target === 'whole' || output.indexOf(delimiterOf(framing)) < 0 ? answer(output) : unfit('zero-byte');
    default:
      return target === 'output' && output.length === 0 ? answer() : answer(output);
  }
};

/** What the command reads: a line has its end. */
export const inputOf = (payload: Buffer, framing: Framing | undefined): readonly Buffer[] =>
  framing === 'lines' || framing === 'json' ? [payload, Buffer.of(delimiterOf(framing))] : [payload];
