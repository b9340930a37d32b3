/** The kinds of values that options of several tools have. */
import { type Duration, parseDuration } from '../text/duration.ts';
import { parseSize } from '../text/size.ts';

const notEmpty = (text: string): string | undefined => (text === '' ? undefined : text);

/** Text that is not empty. */
export const textValue = { word: 'TEXT', expected: 'some text', read: notEmpty };

/** The path of a file, as typed. */
export const fileValue = { word: 'FILE', expected: 'the path of a file', read: notEmpty, complete: 'file' } as const;

/** The path of a directory, as typed. */
export const directoryValue = {
  word: 'DIR',
  expected: 'the path of a directory',
  read: notEmpty,
  complete: 'directory',
} as const;

/** A span of time, in milliseconds once read. */
export const durationValue: { word: string; expected: string; read: (text: string) => Duration | undefined } = {
  word: 'DURATION',
  expected: 'a duration such as 250ms, 10s, 5m or 1h',
  read: parseDuration,
};

/** A number of bytes. */
export const sizeValue = { word: 'SIZE', expected: 'a size such as 512, 64k, 10M or 1G', read: parseSize };

/** A whole number from `least` to `most`. */
export const integerValue = (least: number, most: number) => ({
  word: 'N',
  expected: `a whole number from ${least} to ${most}`,
  read: (text: string): number | undefined => {
    const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  },
});

/** One of a few words. */
export const choiceValue = <const Word extends string>(words: readonly Word[]) => ({
  word: words.join('|'),
  expected: `one of ${words.join(', ')}`,
  read: (text: string): Word | undefined => words.find((word) => word === text),
  complete: { words },
});

/** A signal by name (`TERM`, `SIGTERM`) or number (`15`); read as Node's name for it. */
export const signalValue = {
  word: 'SIGNAL',
  expected: 'a signal such as TERM, SIGTERM or 15',
  read: (text: string): NodeJS.Signals | undefined => {
    const { constants } = process.getBuiltinModule('node:os');
    const names = Object.keys(constants.signals) as NodeJS.Signals[];
    const wanted = text.toUpperCase();
    return names.find((name) => name === wanted || name === `SIG${wanted}` || String(constants.signals[name]) === text);
  },
  complete: 'signal',
} as const;

/** A file mode creation mask. umask(2) */
export const umaskValue = {
  word: 'MASK',
  expected: 'an octal mask such as 022',
  read: (text: string): number | undefined => (/^0?[0-7]{1,3}$/.test(text) ? Number.parseInt(text, 8) : undefined),
};

/** A variable with its value, or the name of one that is handed on. */
export const assignmentValue = {
  word: 'NAME[=VALUE]',
  expected: 'NAME=VALUE, or NAME to hand on the variable as it is',
  read: (text: string): string | undefined => (/^[^=\0]+(?:=|$)/.test(text) && !text.includes('\0') ? text : undefined),
};
