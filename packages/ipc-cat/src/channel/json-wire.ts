/** The usual channel: a line of JSON for each message, as they are here. */
import { type Batch, packedBatch } from '../frames/batch.ts';
import type { Limits } from '../frames/cutter.ts';
import { internalMessage, internalMessageIn, mayBeInternal } from './internal.ts';
import type { Wire } from './wire.ts';

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
export const jsonWire = ({ onBad }: Pick<Limits, 'onBad'>): Wire => {
  const checked = (payload: Buffer, isJson: boolean): readonly Buffer[] => {
    if (isJson && !mayBeInternal(payload)) return [payload];
    const found = parsed(payload);
    if (found && internalMessage(found.value) === undefined) return [found.line];
    onBad({ why: found ? 'reserved' : 'not-json', length: payload.length });
    return [];
  };

  return {
    framing: 'json',
    internal: (command) => Buffer.from(`${JSON.stringify({ cmd: command })}\n`),
    encode: (batch) => {
      const isJson = batch.packed?.framing === 'json';
      if (!batch.packed || !isJson || mayBeInternal(batch.packed.bytes)) {
        return joined(batch.payloads.flatMap((payload) => checked(payload, isJson)));
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
