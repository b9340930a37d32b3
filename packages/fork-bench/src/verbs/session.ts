import { askedToEnd, type CommonValues, dieBy, type Values } from '@proctools/core';
import { cleanEnvironment, type Variables } from '../measure/environment.ts';
import type { baselineOptions, outputOptions, suiteOptions, surroundingsOptions } from '../options.ts';
import type { SuiteJob } from '../suites/measure-suite.ts';
import { findNodes } from '../suites/nodes.ts';
import type { SuiteWishes } from '../suites/plan-suite.ts';

export type SuiteOptions = Values<
  typeof suiteOptions & typeof surroundingsOptions & typeof outputOptions & typeof baselineOptions
> &
  CommonValues;

/** What the suites of one call have in common. */
export interface Session extends Omit<SuiteJob, 'suite' | 'wishes'> {
  /** Gives the signals back; when one has come, it dies by it, and does not return. */
  readonly finish: () => Promise<void>;
}

export const wishesOf = ({ budget, pin, timeout, workers }: SuiteOptions): SuiteWishes => ({
  budgetMs: budget,
  pin,
  timeoutMs: timeout,
  workers,
  isBrief: false,
});

/** Aborts when somebody asks us to end. */
const untilAsked = () => {
  const abort = new AbortController();
  const asked = askedToEnd();
  let by: NodeJS.Signals | undefined;
  void asked.signal.then((signal) => {
    by = signal;
    abort.abort();
  });
  return {
    signal: abort.signal,
    finish: async (): Promise<void> => {
      asked.release();
      if (by !== undefined) await dieBy(by);
    },
  };
};

const ownVariables = (): Variables =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Finds the Nodes, and from then on holds back what would end us, until `finish`. A Failure when a Node does not start. */
export const openSession = async ({ keepEnvironment, node, quiet }: SuiteOptions): Promise<Session> => {
  const { environment, removed } = cleanEnvironment(ownVariables(), keepEnvironment);
  const nodes = await findNodes(node, environment);
  return { nodes, environment, removed, isQuiet: quiet, ...untilAsked() };
};
