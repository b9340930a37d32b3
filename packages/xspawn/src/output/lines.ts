const NEWLINE = 10;

/** Takes bytes as they come and gives whole lines, newline included. */
export interface LineSplitter {
  readonly push: (bytes: Buffer) => readonly Buffer[];
  /** What came after the last newline; undefined when nothing did. */
  readonly rest: () => Buffer | undefined;
}

export const lineSplitter = (): LineSplitter => {
  let pieces: Buffer[] = [];
  const take = (last: Buffer): Buffer => {
    const line = pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
    pieces = [];
    return line;
  };
  return {
    push: (bytes) => {
      const lines: Buffer[] = [];
      let from = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
        lines.push(take(bytes.subarray(from, end + 1)));
        from = end + 1;
      }
      if (from < bytes.length) pieces.push(bytes.subarray(from));
      return lines;
    },
    rest: () => (pieces.length === 0 ? undefined : take(Buffer.alloc(0))),
  };
};
