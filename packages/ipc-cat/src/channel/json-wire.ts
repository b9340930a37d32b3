/** The usual channel: a line of JSON for each message, as they are here. */
import { goodOf } from '../frames/bad-frame.ts';
import { type Batch, packedBatch } from '../frames/batch.ts';

import { internalMessage, internalMessageIn, mayBeInternal } from './internal.ts';
import type { Judges, Wire } from './wire.ts';

const NEWLINE = Buffer.of(0x0a);

const joined = (lines: readonly Buffer[]): Buffer => Buffer.concat(lines.flatMap((line) => [line, NEWLINE]));

const packed = (lines: readonly Buffer[]): Batch | undefined =>
  lines.length === 0
    ? undefined
    : packedBatch(
        { framing: 'json', bytes: joined(lines) },
        () => lines.length,
        () => lines,
      );

/** The value, as one line; undefined when it is no JSON. */
const parsed = (payload: Buffer): { readonly value: unknown; readonly line: Buffer } | undefined => {
  try {
    const value: unknown = JSON.parse(payload.toString());
    return { value, line: payload.includes(NEWLINE) ? Buffer.from(JSON.stringify(value)) : payload };
  } catch {
    return undefined;
  }
};

/** Lines that are known to be JSON are only looked at for what is Node's own; nothing else is taken apart. */
export const jsonWire = ({ isStrict, onUnsendable }: Judges): Wire => {
  const checked = (payload: Buffer, isJson: boolean): Buffer | undefined => {
    if (isJson && !mayBeInternal(payload)) return payload;
    const found = parsed(payload);
    if (found && internalMessage(found.value) === undefined) return found.line;
    onUnsendable({ why: found ? 'reserved' : 'not-json', length: payload.length });
    return undefined;
  };

  return {
    framing: 'json',
    internal: (command) => Buffer.from(`${JSON.stringify({ cmd: command })}\n`),
    encode: (batch) => {
      const isJson = batch.packed?.framing === 'json';
      if (!batch.packed || !isJson || mayBeInternal(batch.packed.bytes)) {
        return joined(goodOf(batch.payloads, (payload) => checked(payload, isJson), isStrict));
      }
      return batch.packed.bytes;
    },
    decode: (frames, onInternal) => {
      if (frames.packed && !mayBeInternal(frames.packed.bytes)) return frames;
      return packed(
        frames.payloads.filter((line) => {
          const message = internalMessageIn(line);
          if (message) onInternal(message);
          return !message;
        }),
      );
    },
  };
};
