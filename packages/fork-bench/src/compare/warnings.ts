// Sentences about a comparison that the figures alone do not tell.
import type { Removed } from '../measure/environment.ts';
import { median } from '../stats/quantile.ts';
import type { Course } from './course.ts';
import type { ComparePlan } from './plan.ts';
import { widestHalfWidth } from './precision.ts';

/** What was found before the first run. */
export interface Told {
  readonly removed: readonly Removed[];
  /** Undefined when all can be measured. */
  readonly lacking: string | undefined;
}

const percent = (share: number): string => `${(share * 100).toPrecision(2)} %`;

const ofEnvironment = ({ removed }: Told): readonly string[] => {
  if (removed.length === 0) return [];
  const names = removed.map(({ name }) => name).join(', ');
  return [`taken out of the environment of the commands: ${names} (--keep-environment leaves them)`];
};

const ofPrecision = ({ schedule: { level, rounds } }: ComparePlan, { end, samples }: Course): readonly string[] => {
  if (end.type !== 'done' || end.cause === 'precise' || rounds.type !== 'until-precise') return [];
  const [reference = [], ...others] = samples;
  const halfWidth = widestHalfWidth(reference, others, level);
  if (!Number.isFinite(halfWidth) || halfWidth <= rounds.precision) return [];
  const limit = end.cause === 'time-over' ? 'the time was over' : 'there were runs enough';
  return [`${limit} at ± ${percent(halfWidth)}, where ± ${percent(rounds.precision)} was wanted`];
};

const ofOrder = ({ order, subjects }: ComparePlan): readonly string[] =>
  order === 'sequence' && subjects.length > 1
    ? ['measured one after the other: differences that are no larger than what the machine drifted cannot be told']
    : [];

/** A start longer than what is left says little about the command. */
const ofShells = ({ subjects }: ComparePlan, { samples, starts }: Course): readonly string[] =>
  subjects.flatMap(({ name, shell }, index) => {
    const [runs = [], own = []] = [samples[index], starts[index]];
    if (shell === undefined || runs.length === 0 || own.length === 0) return [];
    const start = median(own.map(({ wallMs }) => wallMs));
    const left = median(runs.map(({ wallMs }) => wallMs));
    const taken = `${shell.join(' ')} takes ${start.toFixed(2)} ms to start, which was taken off ${name}`;
    return [left < start ? `${taken}: more than what is left of it` : taken];
  });

/** In the order in which one would want to know. */
export const warningsOf = (plan: ComparePlan, course: Course, told: Told): readonly string[] => [
  ...ofOrder(plan),
  ...ofPrecision(plan, course),
  ...(told.lacking === undefined ? [] : [told.lacking]),
  ...ofShells(plan, course),
  ...ofEnvironment(told),
];
