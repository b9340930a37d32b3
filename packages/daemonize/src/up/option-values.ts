/** How the options of `start` look in a daemonize.json. All of it comes from their record, so that a new one is there by itself. */
import type { Option, OptionTable } from '@proctools/core';

export type Valued = Exclude<Option, { kind: 'flag' }>;

/** What concerns the call, and not the daemon. */
const OF_THE_CALL = ['name', 'ifNotRunning', 'dryRun', 'foreground', 'json'];

/** The options that an entry may have. */
export const entryOptions = (table: OptionTable): OptionTable =>
  Object.fromEntries(Object.entries(table).filter(([key]) => !OF_THE_CALL.includes(key)));

/** Whether it may be a number in JSON: a duration, a size, a count, but no path; nor a mask, whose digits are octal. */
export const takesNumbers = (option: Valued): boolean =>
  option.read('9') !== undefined && option.read('x') === undefined;

/** Whether it is a list of `NAME=VALUE`, which is an object in JSON. */
export const takesPairs = (option: Valued): boolean => option.kind === 'repeated' && option.word.includes('=');

/** What was expected, for error messages. */
export const expectation = (option: Option): string => {
  if (option.kind === 'flag') return 'true or false';
  if (option.kind === 'optional') return `true, false or ${option.expected}`;
  if (takesPairs(option)) return `an object, or an array of ${option.expected}`;
  return option.kind === 'repeated' ? `${option.expected}, or an array of such` : option.expected;
};
