/** What is done with each server, and for how long. Pure. */

/** As much load as it takes, or a moderate one. */
export interface Part {
  readonly type: 'load' | 'latency';
  readonly isKeepAlive: boolean;
}

/** Its share of the time, and how long it lasts at least. */
const efforts: Readonly<Record<Part['type'], { readonly weight: number; readonly shortestMs: number }>> = {
  load: { weight: 2, shortestMs: 500 },
  latency: { weight: 1, shortestMs: 150 },
};

/** About what the start of a load generator takes, and its end. */
const START_MS = 100;

const whole: readonly Part[] = [
  { type: 'load', isKeepAlive: true },
  { type: 'latency', isKeepAlive: true },
  { type: 'load', isKeepAlive: false },
  { type: 'latency', isKeepAlive: false },
];

/** In the order in which it is done. In the tour without the last part, which says least. */
export const courseFor = (isBrief: boolean): readonly Part[] => (isBrief ? whole.slice(0, 3) : whole);

/** The time for a part: its share of what is left for it and those that follow, as some take longer than they should. */
export const timeFor = (part: Part, following: readonly Part[], leftMs: number): number => {
  const { shortestMs, weight } = efforts[part.type];
  const weights = following.reduce((sum, { type }) => sum + efforts[type].weight, weight);
  return Math.max((leftMs * weight) / weights - START_MS, shortestMs);
};
