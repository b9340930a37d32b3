import type { Batch } from './batch.ts';
import { delimiterOf } from './delimited.ts';
import type { Framing } from './framing.ts';
import { HEADER_BYTES } from './measured.ts';

const withLength = (payload: Buffer): readonly Buffer[] => {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32BE(payload.length);
  return [header, payload];
};

/** Messages that are lines of JSON are lines, too. */
const isAlready = (batch: Batch, framing: Framing): boolean =>
  batch.packed?.framing === framing || (framing === 'lines' && batch.packed?.framing === 'json');

const oneLine = (payload: Buffer): Buffer => {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(payload.toString())));
  } catch {
    return payload;
  }
};

/** A message that holds the byte that ends it would be two. JSON is written in one line then; other text cannot be. */
const fits = (payload: Buffer, delimiter: number): boolean => payload.indexOf(delimiter) < 0;

/**
 * The messages in frames, one behind the other. What cannot be told from two messages in that framing is left out and
 * counted: text with a newline, as lines.
 */
export const pack = (batch: Batch, framing: Framing): { readonly bytes: Buffer; readonly unfit: number } => {
  if (batch.packed && isAlready(batch, framing)) return { bytes: batch.packed.bytes, unfit: 0 };
  if (framing === 'length') return { bytes: Buffer.concat(batch.payloads.flatMap(withLength)), unfit: 0 };
  const delimiter = delimiterOf(framing);
  const payloads =
    framing === 'json' ? batch.payloads.map((one) => (fits(one, delimiter) ? one : oneLine(one))) : batch.payloads;
  const fitting = payloads.filter((payload) => fits(payload, delimiter));
  const end = Buffer.of(delimiter);
  return {
    bytes: Buffer.concat(fitting.flatMap((payload) => [payload, end])),
    unfit: payloads.length - fitting.length,
  };
};
