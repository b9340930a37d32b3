/** Options that mean nothing in the company that they are in: whoever gave one expects something of it. */
import { usageFailure } from '@proctools/core';
import type { Options } from './plan.ts';

interface Lone {
  readonly name: string;
  readonly isGiven: boolean;
  /** What it is for is there. */
  readonly isOfUse: boolean;
  readonly goesWith: string;
}

const MANY = '--hub, --fanout, --fanin and --round-robin';

const lonesIn = (options: Options, operands: readonly string[]): readonly Lone[] => {
  const { childStdout, fanin, fanout, hub, pass, replay, roundRobin, script, serialization, slow, workers } = options;
  const isMany = hub || fanout || fanin || roundRobin;
  const hasFork = !script && operands.some((operand) => operand.startsWith('fork:'));
  return [
    { name: '--workers', isGiven: workers !== 1, isOfUse: pass !== undefined, goesWith: '--pass' },
    { name: '--serialization', isGiven: serialization !== 'json', isOfUse: hasFork, goesWith: 'fork:' },
    { name: '--child-stdout', isGiven: childStdout !== undefined, isOfUse: hasFork, goesWith: 'fork:' },
    { name: '--slow', isGiven: slow !== 'block', isOfUse: isMany, goesWith: MANY },
    { name: '--replay', isGiven: replay > 0, isOfUse: isMany, goesWith: MANY },
  ];
};

/** A usage Failure for the first of them. */
export const assertOfUse = (options: Options, operands: readonly string[]): void => {
  const lone = lonesIn(options, operands).find(({ isGiven, isOfUse }) => isGiven && !isOfUse);
  if (lone) throw usageFailure(`${lone.name} means nothing here`, `it goes with ${lone.goesWith}`);
};
