import { StringDecoder } from 'node:string_decoder';

/** Cuts what comes in pieces into lines; `end` hands over a last one that has no newline. */
export const lineCutter = (
  take: (line: string) => void,
): { readonly write: (bytes: Buffer) => void; readonly end: () => void } => {
  const decoder = new StringDecoder();
  let rest = '';
  return {
    write: (bytes) => {
      const lines = (rest + decoder.write(bytes)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    },
    end: () => {
      if (rest !== '') take(rest);
      rest = '';
    },
  };
};
