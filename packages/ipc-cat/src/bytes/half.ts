import type { ByteEnd, ByteReader, ByteWriter } from '../endpoint.ts';

/** One half of an end, and how to let go of it. */
export interface Half<Part> {
  readonly part: Part;
  readonly close: () => Promise<void>;
}

/** The end that these halves are. */
export const endOfHalves = (
  name: string,
  reader: Half<ByteReader> | undefined,
  writer: Half<ByteWriter> | undefined,
): ByteEnd => ({
  name,
  unit: 'bytes',
  ...(reader ? { reader: reader.part } : {}),
  ...(writer ? { writer: writer.part } : {}),
  close: async () => void (await Promise.all([reader?.close(), writer?.close()])),
});
