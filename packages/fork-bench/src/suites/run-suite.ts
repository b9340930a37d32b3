// The parent's side of a suite: it runs a driver for each Node in each round, one after the other, and gathers what they find.
import { monotonicMs } from '@proctools/core';
import { drive } from './drive.ts';
import { type Gathered, gather, nothingGathered, type Series, seriesOf } from './gather.ts';
import type { SuiteName, Told } from './protocol.ts';
import { turnsOf } from './rounds.ts';
import type { SuiteSettings } from './suite.ts';

/** A Node to measure with. */
export interface MeasuredNode {
  /** Absolute. */
  readonly file: string;
  /** Its version, as results name it: `20.20.2`. */
  readonly label: string;
}

export interface SuiteRun {
  readonly suite: SuiteName;
  /** `budgetMs` is for all rounds of all Nodes together. */
  readonly settings: SuiteSettings;
  readonly nodes: readonly MeasuredNode[];
  readonly rounds: number;
  /** Exactly this is what the drivers, and what they start, have. */
  readonly environment: Readonly<Record<string, string>>;
  /** For one driver. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SuiteProgress) => void;
}

/** Where a suite has come to. */
export interface SuiteProgress {
  readonly suite: SuiteName;
  /** Undefined when there is only one. */
  readonly node: string | undefined;
  readonly round: number;
  readonly rounds: number;
  readonly step: string | undefined;
  /** What was gathered of the figure that was told last. */
  readonly latest: Series | undefined;
}

/** How a suite went, with all that was found until then. */
export type SuiteOutcome = { readonly gathered: Gathered } & (
  | { readonly type: 'done' | 'stopped' }
  | { readonly type: 'failed'; readonly node: MeasuredNode; readonly step: string | undefined; readonly reason: string }
);

/** So little time is left to a round that is owed to the others, but begins late. */
const LEAST_MS = 100;

/**
 * Runs a suite under each Node, in rounds; once the time is over no further round begins. Never rejects: aborting stops it,
 * and a driver that fails ends it.
 */
export const runSuite = async (run: SuiteRun): Promise<SuiteOutcome> => {
  const { environment, nodes, onProgress, rounds, settings, signal, suite, timeoutMs } = run;
  const turns = turnsOf(nodes, rounds);
  const end = monotonicMs() + settings.budgetMs;
  let gathered = nothingGathered;
  for (const [index, { node, round }] of turns.entries()) {
    const leftMs = end - monotonicMs();
    if (leftMs <= 0 && round !== turns[index - 1]?.round) break;
    let step: string | undefined;
    let latest: Series | undefined;
    const onTold = (told: Told): void => {
      if (told.type === 'step') step = told.name;
      if (told.type === 'finding') gathered = gather(gathered, told.finding, node.label);
      if (told.type === 'finding') latest = seriesOf(gathered, told.finding, node.label) ?? latest;
      onProgress({ suite, node: nodes.length > 1 ? node.label : undefined, round, rounds, step, latest });
    };
    const budgetMs = Math.max(leftMs / (turns.length - index), LEAST_MS);
    const assignment = { suite, settings: { ...settings, budgetMs } };
    const driven = await drive({ file: node.file, assignment, environment, timeoutMs, onTold, signal });
    if (driven.type === 'failed') return { ...driven, node, gathered };
    if (driven.type === 'stopped') return { type: 'stopped', gathered };
  }
  return { type: 'done', gathered };
};
