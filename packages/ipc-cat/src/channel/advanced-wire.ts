/** The channel of `serialization: 'advanced'`: the length in front of each message, which v8 has put into words of its own. */
import { goodOf } from '../frames/bad-frame.ts';
import { batchOf } from '../frames/batch.ts';

import { pack } from '../frames/pack.ts';
import { internalMessage } from './internal.ts';
import { decodeTagged } from './tagged/decode.ts';
import { encodeTagged } from './tagged/encode.ts';
import { deserialize, serialize } from './v8-values.ts';
import type { Judges, Wire } from './wire.ts';

/** What became of trying: the value, or undefined. Whatever v8 throws, and what lies too deep for it, is the message's fault. */
const attempt = <Value>(work: () => Value): { readonly value: Value } | undefined => {
  try {
    return { value: work() };
  } catch {
    return undefined;
  }
};

const framed = (payloads: readonly Buffer[]): Buffer => pack(batchOf(payloads), 'length').bytes;

/** Each message is taken apart: its words here and there have nothing in common. */
export const advancedWire = ({ isStrict, onBad, onUnsendable }: Judges): Wire => {
  const toChannel = (payload: Buffer): Buffer | undefined => {
    const { length } = payload;
    const json = attempt(() => JSON.parse(payload.toString()) as unknown);
    if (!json) {
      onUnsendable({ why: 'not-json', length });
      return undefined;
    }
    const found = attempt(() => decodeTagged(json.value));
    const bytes = found && attempt(() => serialize(found.value));
    if (!bytes) {
      onUnsendable({ why: 'not-tagged', length });
      return undefined;
    }
    if (internalMessage(found.value) === undefined) return bytes.value;
    onUnsendable({ why: 'reserved', length });
    return undefined;
  };

  return {
    framing: 'length',
    internal: (command) => framed([serialize({ cmd: command })]),
    encode: ({ payloads }) => framed(goodOf(payloads, toChannel, isStrict)),
    decode: ({ payloads }, onInternal) => {
      const lines = payloads.flatMap((payload) => {
        const found = attempt(() => deserialize(payload));
        const message = found && internalMessage(found.value);
        if (message) {
          onInternal(message);
          return [];
        }
        const line = found && attempt(() => encodeTagged(found.value));
        if (!line) onBad({ why: 'unreadable', length: payload.length });
        return line ? [Buffer.from(line.value)] : [];
      });
      return lines.length === 0 ? undefined : batchOf(lines);
    },
  };
};
