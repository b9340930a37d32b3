// What --save, --against and --fail-if-slower ask for. Most runs ask for none of them, and load nothing of it.
import { ExitCode, styleFor, type Values, writeErr, writeOut } from '@proctools/core';
import type { Comparable } from '../baseline/store.ts';
import type { baselineOptions } from '../options.ts';

type AgainstOptions = Values<typeof baselineOptions> & {
  readonly band?: number | undefined;
  readonly json: boolean;
  readonly noColor: boolean;
  readonly quiet: boolean;
};

export interface Against {
  /** Says what has changed, and keeps the results; for whole results only, after they were shown. Answers with the exit code. */
  readonly conclude: (results: readonly Comparable[]) => number;
}

/**
 * Reads the baseline, before anything is measured; a Failure when there is none, or none to compare with here. JSON has
 * standard output for itself, so what has changed is said on standard error then.
 */
export const openAgainst = async (options: AgainstOptions): Promise<Against> => {
  const { against, failIfSlower, json, noColor, quiet, save } = options;
  if ((against ?? failIfSlower ?? save) === undefined) return { conclude: () => ExitCode.done };
  const { isTooSlow, openBaseline } = await import('../baseline/use-baseline.ts');
  const { baselineText } = await import('../baseline/report-baseline.ts');
  const baseline = openBaseline(options);
  return {
    conclude: (results) => {
      const judgement = baseline.judge(results);
      const code = isTooSlow(judgement) ? ExitCode.failed : ExitCode.done;
      const isSaid = judgement !== undefined && !(quiet && code === ExitCode.done);
      if (isSaid && json) writeErr(baselineText(against ?? '', judgement, styleFor(2, noColor)));
      if (isSaid && !json) writeOut(`\n${baselineText(against ?? '', judgement, styleFor(1, noColor))}`);
      baseline.save(results);
      return code;
    },
  };
};
