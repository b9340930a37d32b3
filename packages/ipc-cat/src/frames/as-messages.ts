import type { End, MessageEnd } from '../endpoint.ts';
import type { Limits } from './cutter.ts';
import { framedReader, framedWriter } from './framed.ts';
import type { Framing } from './framing.ts';

/** An end as one for messages; bytes are taken apart, and put together, with this framing. */
export const asMessages = (
  end: End,
  framing: Framing,
  limits: Limits,
  onUnfit: (count: number) => void,
): MessageEnd => {
  if (end.unit === 'messages') return end;
  const { reader, writer, ...rest } = end;
  return {
    ...rest,
    unit: 'messages',
    content: framing === 'json' ? 'json' : 'any',
    ...(reader ? { reader: framedReader(reader, framing, limits) } : {}),
    ...(writer ? { writer: framedWriter(writer, framing, onUnfit) } : {}),
  };
};
