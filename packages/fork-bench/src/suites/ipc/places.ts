/** On which processors the two ends are to run. Pure. */
import type { Pin } from '../suite.ts';

/** A processor for each end; undefined leaves it to the scheduler. */
export interface Places {
  readonly near: number | undefined;
  readonly far: number | undefined;
}

/** The numbers in a list of the kernel's: `0-2,8` are 0, 1, 2 and 8. */
export const cpusIn = (list: string): readonly number[] =>
  list
    .trim()
    .split(',')
    .filter(Boolean)
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });

/**
 * Places for a pin among the processors that we may use; undefined when there are too few. Two that share one core (siblings)
 * share its caches as well, so another core is preferred.
 */
export const placesFor = (
  pin: Pin,
  allowed: readonly number[],
  siblingsOf: (cpu: number) => readonly number[],
): Places | undefined => {
  if (pin === 'free') return { near: undefined, far: undefined };
  // Not the first one, which serves most interrupts, where there is a choice.
  const near = allowed.length > 2 ? allowed[1] : allowed[0];
  if (near === undefined) return undefined;
  if (pin === 'same') return { near, far: near };
  const others = allowed.filter((cpu) => cpu !== near);
  const far = others.find((cpu) => !siblingsOf(near).includes(cpu)) ?? others[0];
  return far === undefined ? undefined : { near, far };
};
