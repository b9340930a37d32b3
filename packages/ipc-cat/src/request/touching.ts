import type { ByteEnd, End, MessageEnd, Reader, Writer } from '../endpoint.ts';
import type { IdleClock } from './idle-clock.ts';

type Touched = Pick<IdleClock, 'attend' | 'touch'>;

const touchingReader = <Item>(reader: Reader<Item>, touch: () => void): Reader<Item> => ({
  read: async (most) => {
    const item = await reader.read(most);
    touch();
    return item;
  },
  cancel: () => reader.cancel(),
});

const touchingWriter = <Item>(writer: Writer<Item>, { attend, touch }: Touched): Writer<Item> => ({
  write: async (item) => {
    const leave = attend(writer);
    try {
      await writer.write(item);
    } finally {
      leave();
    }
    touch();
  },
  end: () => writer.end(),
  gone: writer.gone,
});

/** The same end, which tells whenever something has passed. It is never `ready`: nothing passes by us. */
export const touching = <Some extends End>(end: Some, clock: Touched): Some => {
  const { reader, writer, ...rest } = end as ByteEnd | MessageEnd;
  return {
    ...rest,
    ...(reader ? { reader: touchingReader<never>(reader as Reader<never>, clock.touch) } : {}),
    ...(writer ? { writer: touchingWriter<never>(writer as Writer<never>, clock) } : {}),
  } as unknown as Some;
};
