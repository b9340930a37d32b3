// The parent's side of a suite: it runs a driver for each Node in each round, one after the other, and gathers what they find.
import { monotonicMs } from '@proctools/core';
import type { Watch } from '../compare/watch.ts';
import { type Driven, drive } from './drive.ts';
import { type Gathered, gather, nothingGathered, type Series, seriesOf } from './gather.ts';
import type { SuiteName, Told } from './protocol.ts';
import { type Turn, turnsOf } from './rounds.ts';
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
  /** Asked before each driver, and told after it. */
  readonly watch: Pick<Watch, 'begin' | 'end'>;
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

/** A round that others disturb is run again, and the last time kept. */
const TRIES = 3;

/** What one driver came to, with what had been gathered before and by it. */
interface Turned {
  readonly driven: Driven;
  readonly gathered: Gathered;
  readonly isDisturbed: boolean;
  readonly tookMs: number;
}

/** Runs one driver. */
const takeTurn = async (
  run: SuiteRun,
  turn: Turn<MeasuredNode>,
  budgetMs: number,
  before: Gathered,
): Promise<Turned> => {
  const { environment, nodes, onProgress, rounds, settings, signal, suite, timeoutMs, watch } = run;
  const { node, round } = turn;
  let gathered = before;
  let step: string | undefined;
  let latest: Series | undefined;
  const onTold = (told: Told): void => {
    if (told.type === 'step') step = told.name;
    if (told.type === 'finding') {
      gathered = gather(gathered, told.finding, node.label);
      latest = seriesOf(gathered, told.finding, node.label) ?? latest;
    }
    onProgress({ suite, node: nodes.length > 1 ? node.label : undefined, round, rounds, step, latest });
  };
  const assignment = { suite, settings: { ...settings, budgetMs } };
  const begin = monotonicMs();
  const driven = await drive({ file: node.file, assignment, environment, timeoutMs, onTold, signal });
  return { driven, gathered, isDisturbed: watch.end().isDisturbed, tookMs: monotonicMs() - begin };
};

/** The same, again while others disturb it: then nothing that it found counts. */
const takeQuietTurn = async (
  run: SuiteRun,
  turn: Turn<MeasuredNode>,
  budgetMs: number,
  before: Gathered,
): Promise<Turned> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await run.watch.begin(run.signal);
    } catch (error) {
      if (!run.signal.aborted) throw error;
    }
    const turned = await takeTurn(run, turn, budgetMs, before);
    if (!turned.isDisturbed || tries === TRIES || turned.driven.type !== 'done') return turned;
  }
};

const DISTURBED =
  'a round was disturbed by others more than --quiet-gate allows, again and again, and counts nevertheless';

/**
 * Runs a suite under each Node, in rounds; once the time is over no further round begins. Waiting for a quiet machine, and what
 * is repeated, takes nothing of that time. Aborting stops it, and a driver that fails ends it.
 */
export const runSuite = async (run: SuiteRun): Promise<SuiteOutcome> => {
  const turns = turnsOf(run.nodes, run.rounds);
  let leftMs = run.settings.budgetMs;
  let gathered = nothingGathered;
  for (const [index, turn] of turns.entries()) {
    if (leftMs <= 0 && turn.round !== turns[index - 1]?.round) break;
    const budgetMs = Math.max(leftMs / (turns.length - index), LEAST_MS);
    const turned = await takeQuietTurn(run, turn, budgetMs, gathered);
    gathered = turned.gathered;
    if (turned.isDisturbed) gathered = gather(gathered, { type: 'note', text: DISTURBED }, turn.node.label);
    if (turned.driven.type === 'failed') return { ...turned.driven, node: turn.node, gathered };
    if (turned.driven.type === 'stopped') return { type: 'stopped', gathered };
    leftMs -= turned.tookMs;
  }
  return { type: 'done', gathered };
};
