import type { Values } from '@proctools/core';
import type { baselineOptions, outputOptions, suiteOptions, surroundingsOptions } from '../options.ts';

export type SuiteOptions = Values<
  typeof suiteOptions & typeof surroundingsOptions & typeof outputOptions & typeof baselineOptions
>;

/** Runs suites one after the other and shows what they found; answers with the exit code. */
export const runSuites = async (names: readonly string[], _options: SuiteOptions): Promise<number> => {
  throw new Error(`${names.join()} is to be written`);
};
