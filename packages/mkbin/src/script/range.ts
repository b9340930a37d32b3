import { ExitCode, Failure } from '@proctools/core';
import type Comparator from 'semver/classes/comparator.js';
import Range from 'semver/classes/range.js';

const OPERATORS: Readonly<Record<string, string>> = { '>=': '-ge', '>': '-gt', '<': '-lt', '<=': '-le', '': '-eq' };

/** What has no version is `*`: any will do. */
const test = ({ operator, semver }: Comparator, variable: string): string => {
  if (semver.major === undefined) return 'true';
  const number = semver.major * 1_000_000 + semver.minor * 1_000 + semver.patch;
  return `[ ${variable} ${OPERATORS[operator] ?? '-eq'} ${number} ]`;
};

/**
 * A version range as tests for sh(1) of a variable that holds the version as a number, 22018001 for 22.18.1.
 * Throws a Failure for wrong usage when it is no range.
 */
export const rangeTest = (range: string, variable: string): string => {
  try {
    return new Range(range).set
      .map((all) => all.map((comparator) => test(comparator, variable)).join(' && '))
      .join(' || ');
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failure(ExitCode.usage, `--node: expected env, pin or a range such as ">=22.18", not "${range}"`);
  }
};
