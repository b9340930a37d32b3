/** What a test run says of itself in its last line. */
export interface Closing {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const LINE = /^(\d+) passed, (\d+) failed, (\d+) skipped$/gm;

/** Finds the last closing line in the output of a test run. */
export const closingIn = (output: string): Closing | undefined => {
  const match = [...output.matchAll(LINE)].at(-1);
  if (!match) return undefined;
  const [passed, failed, skipped] = match.slice(1).map(Number) as [number, number, number];
  return { passed, failed, skipped };
};
