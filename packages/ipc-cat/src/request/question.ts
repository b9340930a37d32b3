/** Standard input as one message, and the answer as output. */
import { Failure, formatSize } from '@proctools/core';
import type { Reader } from '../endpoint.ts';
import { delimiterOf } from '../frames/delimited.ts';
import type { Framing } from '../frames/framing.ts';
import { isJson } from '../frames/is-json.ts';
import { BAD_DATA } from '../verdict.ts';

const bad = (what: string, hint: string): Failure => new Failure(BAD_DATA, `standard input ${what}`, { hint });

/** All that is read. A Failure when it is more than a message may be. */
export const readAll = async (reader: Reader<Buffer>, maxFrame: number): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  let length = 0;
  for (let bytes = await reader.read(); bytes; bytes = await reader.read()) {
    length += bytes.length;
    if (length > maxFrame + 1) {
      reader.cancel();
      throw bad(`has more than the ${formatSize(maxFrame)} of --max-frame`, 'a question is one message');
    }
    pieces.push(Buffer.from(bytes)); // a copy: what we were given is not ours
  }
  return Buffer.concat(pieces);
};

/** Without the byte that ends it, if it stands there. */
export const withoutEnd = (bytes: Buffer, framing: Framing): Buffer =>
  framing !== 'length' && bytes.at(-1) === delimiterOf(framing) ? bytes.subarray(0, -1) : bytes;

/**
 * The question that these bytes are. A Failure with 65 when they are none: no JSON, or more than one message. `isWhole`: the
 * other side keeps messages apart by itself, so a newline in one is nothing special.
 */
export const questionOf = (bytes: Buffer, framing: Framing, maxFrame: number, isWhole: boolean): Buffer => {
  const question = withoutEnd(bytes, framing);
  if (question.length > maxFrame) {
    throw bad(`has more than the ${formatSize(maxFrame)} of --max-frame`, 'a question is one message');
  }
  if (framing === 'json' && !isJson(question.toString())) {
    throw bad('is not one JSON value', 'take another --frame to send something else');
  }
  if (isWhole || framing === 'length' || framing === 'json') return question;
  if (question.indexOf(delimiterOf(framing)) < 0) return question;
  throw bad(
    framing === 'lines'
      ? 'has several lines, and one line is a message'
      : 'has a zero byte inside, which ends a message',
    'take --frame length, or --frame raw where the question ends with the end of the data',
  );
};

/** The answer as it is written to standard output: a line has its end there. */
export const printed = (answer: Buffer, framing: Framing): Buffer => {
  if (framing !== 'lines' && framing !== 'json') return answer;
  const end = delimiterOf(framing);
  return answer.at(-1) === end ? answer : Buffer.concat([answer, Buffer.of(end)]);
};
