/** Whether results of two days may be compared at all. Pure. */
import { machineDifferences } from '../machine/machine-differences.ts';
import type { Machine } from '../results.ts';
import type { Comparable } from './store.ts';

/** The Nodes that ran what was measured in suites. */
const nodesOf = (results: readonly Comparable[]): readonly string[] => [
  ...new Set(results.flatMap((result) => (result.type === 'suite' ? result.measurements.map(({ node }) => node) : []))),
];

/** The same for what is known only afterwards: with which Node suites were measured. */
export const differencesBetween = (then: readonly Comparable[], now: readonly Comparable[]): readonly string[] => {
  const [before, after] = [nodesOf(then), nodesOf(now)];
  const isShared = before.length === 0 || after.length === 0 || after.some((node) => before.includes(node));
  return isShared ? [] : [`measured with Node ${before.join(', ')} there, with ${after.join(', ')} here`];
};

/** What makes the machine of a baseline another one than this, in words. */
export const differencesFrom = (then: readonly Comparable[], machine: Machine): readonly string[] => [
  ...new Set(then.flatMap((result) => machineDifferences(result.machine, machine))),
];
