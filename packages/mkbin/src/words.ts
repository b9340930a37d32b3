import { spellOut } from '@proctools/core';
import { homely } from './place/surroundings.ts';

/** What a terminal shows as it is; most paths are that, and what looks for the rest takes its time. */
const PLAIN = /^[ -~]*$/;

/** A path as people write it, and nothing in it that a terminal would obey. */
export const shown = (file: string): string => {
  const text = homely(file, process.env);
  return PLAIN.test(text) ? text : spellOut(text);
};

/** A sentence for standard error, and what can be done about it. */
export const complaint = (message: string, hint?: string): string =>
  `mkbin: ${message}\n${hint === undefined ? '' : `  ${hint}\n`}`;
