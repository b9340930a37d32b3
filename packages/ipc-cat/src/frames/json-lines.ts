/**
 * One JSON value a line. All lines of a piece are checked in one go: parsing each for itself costs three times as much. A word
 * that nobody can know stands between them as a value of its own, so what is parsed is an array of lines that are whole
 * values if, and only if, that word is every second element: no line can be made whole by its neighbours.
 */

import { type Batch, packedBatch } from './batch.ts';
import type { Cutter, Limits } from './cutter.ts';
import type { PositionOf } from './delimited.ts';
import { isJson } from './is-json.ts';

let word: string | undefined;

/** Made when it is needed: node:crypto takes 1 ms to load. */
const theWord = (): string => {
  word ??= process.getBuiltinModule('node:crypto').randomBytes(12).toString('hex');
  return word;
};

const NEWLINE = 0x0a;

/** Whether each of so many lines is a value. */
const areAllJson = (text: string, count: number): boolean => {
  const between = theWord();
  try {
    const values = JSON.parse(`[${text.replaceAll('\n', `,"${between}",`)}]`) as unknown[];
    if (values.length !== 2 * count - 1) return false;
    for (let at = 1; at < values.length; at += 2) if (values[at] !== between) return false;
    return true;
  } catch {
    return false;
  }
};

const BLANK = /^[ \t\r]*$/;

const packed = (lines: readonly Buffer[]): Batch => {
  const newline = Buffer.of(NEWLINE);
  const bytes = Buffer.concat(lines.flatMap((line) => [line, newline]));
  return packedBatch(
    { framing: 'json', bytes },
    () => lines.length,
    () => lines,
  );
};

/** Only lines that are JSON, as they came. */
export const validated = (cutter: Cutter & PositionOf, { isStrict = false, onBad }: Limits): Cutter => {
  let isOver = false;
  /** Which lines are values; blank lines are nothing, and nobody's mistake. */
  const sieve = (batch: Batch, at: number): Batch | undefined => {
    let position = at;
    const good = batch.payloads.filter((line) => {
      const from = position;
      position += line.length + 1;
      const text = line.toString();
      if (isOver || BLANK.test(text)) return false;
      if (isJson(text)) return true;
      onBad({ why: 'not-json', position: from, length: line.length });
      isOver = isStrict;
      return false;
    });
    return good.length === 0 ? undefined : packed(good);
  };
  const check = (batch: Batch | undefined): Batch | undefined => {
    if (isOver || batch?.packed === undefined) return undefined;
    const text = batch.packed.bytes.toString('utf8', 0, batch.packed.bytes.length - 1);
    return areAllJson(text, batch.count) ? batch : sieve(batch, cutter.batchPosition());
  };
  return { ...cutter, push: (bytes) => check(cutter.push(bytes)), end: () => check(cutter.end()) };
};
