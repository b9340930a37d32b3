/** Which options belong to which way of running, and say nothing in another. */
import { usageFailure } from '@proctools/core';

/** Options of --each, as they are typed. */
export const OF_EACH: Readonly<Record<string, string>> = {
  null: '--null',
  argFile: '--arg-file',
  shuffle: '--shuffle',
  delay: '--delay',
  load: '--load',
  memFree: '--mem-free',
  keepOrder: '--keep-order',
  group: '--group',
  lineBuffer: '--line-buffer',
  ungroup: '--ungroup',
  progress: '--progress',
  joblog: '--joblog',
  resume: '--resume',
  resumeFailed: '--resume-failed',
  results: '--results',
};

/** Options of --all. */
const OF_ALL: Readonly<Record<string, string>> = {
  names: '--names',
  sequence: '--sequence',
  race: '--race',
  restartFailed: '--restart-failed',
};

/** Options of both. */
const OF_BOTH: Readonly<Record<string, string>> = { jobs: '--jobs', halt: '--halt', dryRun: '--dry-run' };

export const isGiven = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;

const refuse = (options: object, table: Readonly<Record<string, string>>, ways: string): void => {
  const values = options as Readonly<Record<string, unknown>>;
  for (const [name, typed] of Object.entries(table)) {
    if (isGiven(values[name])) throw usageFailure(`${typed} is an option of ${ways}: add that, or leave it out`);
  }
};

/** For one command: throws a usage Failure when an option says something about several or many. */
export const assertForOne = (options: object): void => {
  refuse(options, OF_ALL, '--all');
  refuse(options, OF_EACH, '--each');
  refuse(options, OF_BOTH, '--each and --all');
};
