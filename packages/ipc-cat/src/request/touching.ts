import type { ByteEnd, End, MessageEnd, Reader, Writer } from '../endpoint.ts';

const touchingReader = <Item>(reader: Reader<Item>, touch: () => void): Reader<Item> => ({
  read: async (most) => {
    const item = await reader.read(most);
    touch();
    return item;
  },
  cancel: () => reader.cancel(),
});

const touchingWriter = <Item>(writer: Writer<Item>, touch: () => void): Writer<Item> => ({
  write: async (item) => {
    await writer.write(item);
    touch();
  },
  end: () => writer.end(),
  gone: writer.gone,
});

/** The same end, which tells whenever something has passed. It is never `ready`: nothing passes by us. */
export const touching = <Some extends End>(end: Some, touch: () => void): Some => {
  const { reader, writer, ...rest } = end as ByteEnd | MessageEnd;
  return {
    ...rest,
    ...(reader ? { reader: touchingReader<never>(reader as Reader<never>, touch) } : {}),
    ...(writer ? { writer: touchingWriter<never>(writer as Writer<never>, touch) } : {}),
  } as unknown as Some;
};
