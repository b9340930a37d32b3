/** A frame that is not handed on. */
export interface BadFrame {
  /** `over-limit`: it has to be refused before its length is known, which breaks the connection. */
  readonly why: 'too-long' | 'not-json' | 'cut-off' | 'over-limit' | 'reserved' | 'not-tagged' | 'unreadable';
  /** Bytes from the beginning of the stream; left out by those who no longer see the stream. */
  readonly position?: number;
  /** Bytes of it, as far as they are known. */
  readonly length: number;
}

export type OnBadFrame = (bad: BadFrame) => void;

/** What `read` makes of each; undefined is bad, and where the first bad one is the end there is nothing behind it. */
export const goodOf = <From, To>(
  items: readonly From[],
  read: (item: From) => To | undefined,
  isStrict: boolean | undefined,
): readonly To[] => {
  const good: To[] = [];
  for (const item of items) {
    const found = read(item);
    if (found !== undefined) good.push(found);
    else if (isStrict) break;
  }
  return good;
};
