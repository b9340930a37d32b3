import type { Bytes } from '../../bytes.ts';
import type { Line } from './record.ts';

/** What a joblog says, in five bytes a job. */
export interface Ledger {
  readonly add: (line: Line) => void;
  /** How the job ended when it was run last; undefined when it has not ended. */
  readonly look: (number: number) => 'succeeded' | 'failed' | undefined;
  /** Whether the job had this command, as a joblog writes it: certain in all but one of four billion cases. */
  readonly isCommandOf: (number: number, command: Bytes) => boolean;
  /** The highest number of a job; 0 when there is none. */
  readonly last: () => number;
}

const PAGE = 4_096;
const [SUCCEEDED, FAILED] = [1, 2];

/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
const hash = (bytes: Bytes): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index += 1) value = Math.imul(value ^ bytes.charCodeAt(index), 0x01000193);
  return value;
};

/** In pages, since after a shuffled run the numbers have gaps. */
export const createLedger = (): Ledger => {
  const pages = new Map<number, { readonly states: Uint8Array; readonly hashes: Int32Array }>();
  let last = 0;
  const pageFor = (number: number) => {
    const index = Math.floor(number / PAGE);
    const page = pages.get(index) ?? { states: new Uint8Array(PAGE), hashes: new Int32Array(PAGE) };
    pages.set(index, page);
    return page;
  };
  return {
    add: ({ number, hasSucceeded, command }) => {
      const { states, hashes } = pageFor(number);
      states[number % PAGE] = hasSucceeded ? SUCCEEDED : FAILED;
      hashes[number % PAGE] = hash(command);
      last = Math.max(last, number);
    },
    look: (number) => {
      const state = pages.get(Math.floor(number / PAGE))?.states[number % PAGE];
      if (state === SUCCEEDED) return 'succeeded';
      return state === FAILED ? 'failed' : undefined;
    },
    isCommandOf: (number, command) => pages.get(Math.floor(number / PAGE))?.hashes[number % PAGE] === hash(command),
    last: () => last,
  };
};
