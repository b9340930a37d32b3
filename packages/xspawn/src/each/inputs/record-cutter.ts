import type { Bytes } from '../../bytes.ts';

export type Separator = '\n' | '\0';

/** Cuts what comes in chunks into records. A last one needs no separator behind it; an empty one is a record, too. */
export interface RecordCutter {
  readonly add: (chunk: Buffer) => void;
  /** No more chunks come. */
  readonly end: () => void;
  /** The next record; undefined when it has not come as a whole, or there are no more. */
  readonly take: () => Bytes | undefined;
  /** Bytes that were added and are not taken. */
  readonly size: () => number;
  /** How many records there are; undefined before the end has come. */
  readonly total: () => number | undefined;
}

const countIn = (text: Bytes, separator: Separator, from = 0): number => {
  let count = 0;
  for (let at = text.indexOf(separator, from); at >= 0; at = text.indexOf(separator, at + 1)) count += 1;
  return count;
};

export const recordCutter = (separator: Separator): RecordCutter => {
  const chunks: Bytes[] = [];
  /** The record's beginning, in chunks that were looked through. */
  let pieces: Bytes[] = [];
  let text = '';
  let at = 0;
  let size = 0;
  let taken = 0;
  let total: number | undefined;

  const finish = (last: Bytes): Bytes => {
    const record = pieces.length === 0 ? last : pieces.join('') + last;
    pieces = [];
    taken += 1;
    return record;
  };
  const nextChunk = (): boolean => {
    if (at < text.length) pieces.push(text.slice(at));
    text = chunks.shift() ?? '';
    at = 0;
    return text !== '';
  };

  return {
    add: (chunk) => {
      if (chunk.length === 0) return;
      chunks.push(chunk.toString('latin1'));
      size += chunk.length;
    },
    end: () => {
      const all = [text.slice(at), ...chunks];
      const last = [...pieces, ...all].filter((piece) => piece !== '').at(-1);
      const isOpen = last !== undefined && !last.endsWith(separator);
      total = all.reduce((count, piece) => count + countIn(piece, separator), taken + (isOpen ? 1 : 0));
    },
    take: () => {
      do {
        const end = text.indexOf(separator, at);
        if (end < 0) continue;
        const record = finish(text.slice(at, end));
        at = end + 1;
        size -= record.length + 1;
        return record;
      } while (nextChunk());
      if (total === undefined || taken === total) return undefined;
      size = 0;
      return finish('');
    },
    size: () => size,
    total: () => total,
  };
};
