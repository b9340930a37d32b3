// The parent's side: it runs a driver for each Node, and another one after an experiment that took its driver with it.
import { availableParallelism } from 'node:os';
import type { ClaimResult } from '../results.ts';
import { drive } from '../suites/drive.ts';
import { planSuite, type SuiteWishes } from '../suites/plan-suite.ts';
import type { MeasuredNode } from '../suites/run-suite.ts';
import type { Finding } from '../suites/suite.ts';
import { type ClaimId, shareOf } from './ids.ts';

/** An experiment that could not be made. */
export interface Unmade {
  readonly id: string;
  readonly node: string;
  readonly reason: string;
}

export interface Found {
  readonly claims: readonly ClaimResult[];
  /** What could not be checked here, and why. */
  readonly notes: readonly string[];
  readonly unmade: readonly Unmade[];
}

export interface CheckProgress {
  readonly node: string;
  readonly id: string;
  /** How many were begun before it, under all Nodes. */
  readonly done: number;
  readonly total: number;
}

export interface Check {
  readonly ids: readonly ClaimId[];
  readonly nodes: readonly MeasuredNode[];
  readonly environment: Readonly<Record<string, string>>;
  /** For all claims under one Node; undefined: long enough for good intervals. */
  readonly budgetMs: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CheckProgress) => void;
}

export const nothingFound: Found = { claims: [], notes: [], unmade: [] };

/** What was found, and one finding more under this Node. */
export const withFinding = (found: Found, finding: Finding, node: string): Found => {
  switch (finding.type) {
    case 'claim':
      return { ...found, claims: [...found.claims, { ...finding.claim, node }] };
    case 'note':
      return found.notes.includes(finding.text) ? found : { ...found, notes: [...found.notes, finding.text] };
    case 'failure':
      return { ...found, unmade: [...found.unmade, { id: finding.name, node, reason: finding.reason }] };
    case 'values':
      return found;
  }
};

/**
 * What the end of a driver that failed leaves undone: the one experiment that it was in is lost, and those that it has not begun can be
 * made by another. One that never began any is no driver, and neither would the next be.
 */
export const afterFailure = (ids: readonly ClaimId[], begun: readonly string[]) => {
  const last = begun.at(-1);
  return last === undefined
    ? { lost: ids, left: [] }
    : { lost: ids.filter((id) => id === last), left: ids.filter((id) => !begun.includes(id)) };
};

const WISHES: SuiteWishes = {
  budgetMs: undefined,
  pin: undefined,
  workers: undefined,
  timeoutMs: undefined,
  isBrief: false,
};

/** Checks the claims under each Node. Never rejects; aborting stops it, with what was found until then. */
export const checkClaims = async (check: Check): Promise<Found> => {
  const { environment, ids, nodes, onProgress, signal } = check;
  const plan = planSuite('claims', { ...WISHES, budgetMs: check.budgetMs }, 1, availableParallelism());
  const total = ids.length * nodes.length;
  let [found, done] = [nothingFound, 0];
  for (const { file, label: node } of nodes) {
    for (let left = ids; left.length > 0; ) {
      const begun: string[] = [];
      const budgetMs = check.budgetMs ?? plan.settings.budgetMs * shareOf(left);
      const driven = await drive({
        ...{ file, environment, signal, timeoutMs: plan.timeoutMs },
        assignment: { suite: 'claims', settings: { ...plan.settings, budgetMs, only: left } },
        onTold: (told) => {
          if (told.type === 'finding') found = withFinding(found, told.finding, node);
          if (told.type !== 'step') return;
          begun.push(told.name);
          onProgress({ node, id: told.name, done, total });
          done += 1;
        },
      });
      if (driven.type === 'stopped') return found;
      if (driven.type !== 'failed') break;
      const { lost, left: others } = afterFailure(left, begun);
      for (const id of lost) found = withFinding(found, { type: 'failure', name: id, reason: driven.reason }, node);
      left = others;
    }
  }
  return found;
};
