/**
 * Finding the end of each try in what a helper and its jobs write into one pipe. The helper writes a mark behind
 * each: a word that nobody else knows, numbers, a newline. Some bytes before it may be the helper's own.
 */

/** The end of a try in one stream. */
export interface Mark {
  /** What stands behind the word, a blank before it; empty on standard error. */
  readonly said: string;
  /** Bytes before it that may be the helper's own words, and were not passed on. */
  readonly own: Buffer;
}

/** How bytes begin, or end, that may be the helper's own. */
export interface OwnWords {
  /** Whole lines that it may write, without the newline. */
  readonly lines: readonly string[];
  /** What a line begins with that is surely its own; undefined when it writes none. */
  readonly start: string | undefined;
}

export interface MarkReader {
  /** The bytes need not be there any longer than the call takes. */
  readonly push: (bytes: Buffer) => void;
  /** Passes on the bytes before the next mark, as far as they are surely a job's; undefined when it has not come. */
  readonly next: (pass: (bytes: Buffer) => void) => Mark | undefined;
  /** All that is left. */
  readonly rest: () => Buffer;
}

const NEWLINE = 10;
const NOTHING = Buffer.alloc(0);

/** Longer than any line of a helper's own words with a mark behind. */
const WINDOW = 128;

/** A path may be so long, and a sentence stand around it. */
const MOST_OWN = 8_192;

/** The longest end of the bytes that one of the texts begins with; its length. */
const lengthOfBeginning = (bytes: Buffer, texts: readonly string[], firsts: ReadonlySet<string>): number => {
  const tail = bytes.toString('latin1', Math.max(bytes.length - WINDOW, 0));
  for (let at = 0; at < tail.length; at += 1) {
    if (!firsts.has(tail.charAt(at))) continue;
    const end = tail.slice(at);
    if (texts.some((text) => text.startsWith(end))) return end.length;
  }
  return 0;
};

/** The bytes end with one of these lines: its length with the newline. */
const lengthOfLine = (bytes: Buffer, lines: readonly string[]): number => {
  if (bytes.at(-1) !== NEWLINE) return 0;
  const tail = bytes.toString('latin1', Math.max(bytes.length - WINDOW, 0), bytes.length - 1);
  return Math.max(0, ...lines.filter((line) => tail.endsWith(line)).map((line) => line.length + 1));
};

export const createMarkReader = (word: string, { lines, start }: OwnWords): MarkReader => {
  const wordBytes = Buffer.from(word, 'latin1');
  const beginnings = [word, ...(start === undefined ? [] : [start]), ...lines.map((line) => `${line}\n${word}`)];
  const firsts = new Set(beginnings.map((text) => text.charAt(0)));
  let rest: Buffer = NOTHING;

  const startOfOwn = (bytes: Buffer): number => {
    const from = start === undefined ? -1 : bytes.lastIndexOf(start, undefined, 'latin1');
    return bytes.length - from > MOST_OWN ? -1 : from;
  };

  /** How many bytes at the end, where no mark stands, may not be a job's. */
  const doubtful = (): number => {
    const from = startOfOwn(rest);
    return from >= 0 ? rest.length - from : lengthOfBeginning(rest, beginnings, firsts);
  };
  const splitOwn = (bytes: Buffer): number => {
    const from = startOfOwn(bytes);
    return from >= 0 ? from : bytes.length - lengthOfLine(bytes, lines);
  };
  const passUntil = (end: number, pass: (bytes: Buffer) => void): void => {
    if (end > 0) pass(rest.subarray(0, end));
    rest = rest.subarray(end);
  };
  const take = (at: number, end: number, pass: (bytes: Buffer) => void): Mark => {
    const said = rest.toString('latin1', at + word.length, end);
    let own = NOTHING;
    if (at > 0) {
      const split = splitOwn(rest.subarray(0, at));
      if (split < at) own = Buffer.from(rest.subarray(split, at));
      if (split > 0) pass(rest.subarray(0, split));
    }
    rest = end + 1 === rest.length ? NOTHING : rest.subarray(end + 1);
    return { said, own };
  };
  return {
    push: (bytes) => {
      rest = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
    },
    next: (pass) => {
      if (rest.length === 0) return undefined;
      const at = rest.indexOf(wordBytes);
      const end = at < 0 ? -1 : rest.indexOf(NEWLINE, at);
      if (end >= 0) return take(at, end, pass);
      passUntil(at >= 0 ? splitOwn(rest.subarray(0, at)) : rest.length - doubtful(), pass);
      return undefined;
    },
    rest: () => {
      const all = rest;
      rest = NOTHING;
      return all;
    },
  };
};
