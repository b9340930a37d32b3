import type { CommonValues, Values } from '@proctools/core';
import { cleanEnvironment } from '../measure/environment.ts';
import type { baselineOptions, outputOptions, suiteOptions, surroundingsOptions } from '../options.ts';
import type { SuiteJob } from '../suites/measure-suite.ts';
import { findNodes } from '../suites/nodes.ts';
import type { SuiteWishes } from '../suites/plan-suite.ts';
import { ownVariables } from './own-variables.ts';
import { type Asked, untilAsked } from './until-asked.ts';

export type SuiteOptions = Values<
  typeof suiteOptions & typeof surroundingsOptions & typeof outputOptions & typeof baselineOptions
> &
  CommonValues;

/** What the suites of one call have in common. */
export type Session = Omit<SuiteJob, 'suite' | 'wishes'> & Asked;

export const wishesOf = ({ budget, pin, timeout, workers }: SuiteOptions): SuiteWishes => ({
  budgetMs: budget,
  pin,
  timeoutMs: timeout,
  workers,
  isBrief: false,
});

/** Finds the Nodes, and from then on holds back what would end us, until `finish`. A Failure when a Node does not start. */
export const openSession = async ({
  keepEnvironment,
  node,
  quiet,
  quietGate,
}: Pick<SuiteOptions, 'keepEnvironment' | 'node' | 'quiet'> &
  Partial<Pick<SuiteOptions, 'quietGate'>>): Promise<Session> => {
  const { environment, removed } = cleanEnvironment(ownVariables(), keepEnvironment);
  const nodes = await findNodes(node, environment);
  return { nodes, environment, removed, quietShare: quietGate, isQuiet: quiet, ...untilAsked() };
};
