import { StringDecoder } from 'node:string_decoder';

/** What is longer is cut: nobody can want more of a line, and it has to fit into memory. */
const LONGEST = 1 << 20;

/** Cuts what comes in pieces into lines; `end` hands over a last one that has no newline. */
export const lineCutter = (
  take: (line: string) => void,
): { readonly write: (bytes: Buffer) => void; readonly end: () => void } => {
  const decoder = new StringDecoder();
  let pieces: string[] = [];
  let length = 0;
  const flush = (): void => {
    take(pieces.join(''));
    pieces = [];
    length = 0;
  };
  const keep = (piece: string): void => {
    pieces.push(piece);
    length += piece.length;
    if (length >= LONGEST) flush();
  };
  return {
    write: (bytes) => {
      const lines = decoder.write(bytes).split('\n');
      const last = lines.pop() ?? '';
      for (const line of lines) {
        pieces.push(line);
        flush();
      }
      if (last !== '') keep(last);
    },
    end: () => {
      const rest = decoder.end();
      if (rest !== '') keep(rest);
      if (pieces.length > 0) flush();
    },
  };
};
