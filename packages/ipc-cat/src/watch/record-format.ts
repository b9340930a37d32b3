/** How the record of what passes is written. Pure: the time is told. */
import type { Batch } from '../frames/batch.ts';
import { delimiterOf } from '../frames/delimited.ts';
import type { Framing } from '../frames/framing.ts';
import { pack } from '../frames/pack.ts';
import { hexDump } from './hex-dump.ts';

/** Towards the second address, or from it. */
export type Mark = '>' | '<';

export interface RecordStyle {
  readonly hex: boolean;
  readonly timestamps: boolean;
  /** Undefined: bytes as they come. */
  readonly framing: Framing | undefined;
}

/** What stands in the record for this piece, or for these messages. */
export type Format = (mark: Mark, passed: Buffer | Batch, now: Date) => Buffer;

const NEWLINE = 0x0a;

/** In frames. A message that holds the byte that ends it is kept nonetheless: the record is there to be looked at. */
const framed = (batch: Batch, framing: Framing): Buffer => {
  const { bytes, unfit } = pack(batch, framing);
  if (unfit === 0 || framing === 'length') return bytes;
  const end = Buffer.of(delimiterOf(framing));
  return Buffer.concat(batch.payloads.flatMap((payload) => [payload, end]));
};

const withNewline = (bytes: Buffer): readonly Buffer[] =>
  bytes.at(-1) === NEWLINE ? [bytes] : [bytes, Buffer.of(NEWLINE)];

const isBatch = (passed: Buffer | Batch): passed is Batch => !Buffer.isBuffer(passed);

/** A line each where messages are lines; else the time and the length on a line of their own. */
const stamped = (one: Buffer, mark: Mark, now: Date, framing: Framing | undefined): readonly Buffer[] => {
  const isLine = framing === 'lines' || framing === 'json';
  const head = `${now.toISOString()} ${mark} ${isLine ? '' : `${one.length} bytes\n`}`;
  return [Buffer.from(head), ...(isLine ? [one, Buffer.of(NEWLINE)] : withNewline(one))];
};

/** A format for one record: in a dump each way has its own offsets. */
export const recordFormat = ({ framing, hex, timestamps }: RecordStyle): Format => {
  const offsets = { '>': 0, '<': 0 };
  const dumped = (one: Buffer, mark: Mark, now: Date): Buffer => {
    const head = timestamps ? `${mark} ${now.toISOString()} ${one.length} bytes\n` : '';
    const dump = hexDump(one, offsets[mark], mark);
    offsets[mark] += one.length;
    return Buffer.from(head + dump);
  };
  return (mark, passed, now) => {
    const pieces = isBatch(passed) ? passed.payloads : [passed];
    if (hex) return Buffer.concat(pieces.map((one) => dumped(one, mark, now)));
    if (timestamps) return Buffer.concat(pieces.flatMap((one) => stamped(one, mark, now, framing)));
    return isBatch(passed) ? framed(passed, framing ?? 'lines') : passed;
  };
};
