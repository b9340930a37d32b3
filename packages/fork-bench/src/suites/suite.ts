// A suite runs in a process of its own (`driver.ts`, under the Node that is measured), which loads
// no yargs and draws nothing; it tells what it finds in events, and the parent makes figures of them.
import type { ClaimResult, Unit } from '../results.ts';

/** What a suite finds, while it runs. Values of one name (and group) are gathered over all rounds. */
export type Finding =
  | {
      readonly type: 'values';
      readonly group: string;
      readonly name: string;
      readonly unit: Unit;
      readonly better: 'less' | 'more';
      readonly values: readonly number[];
      readonly note?: string;
    }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'claim'; readonly claim: Omit<ClaimResult, 'node'> }
  /** Something could not be measured, and the suite goes on all the same. */
  | { readonly type: 'failure'; readonly name: string; readonly reason: string };

export type Tell = (finding: Finding) => void;

/** Where the two ends of a conversation run; `free` leaves it to the scheduler. */
export type Pin = 'same' | 'cross' | 'free';

/** How a suite is to be run. */
export interface SuiteSettings {
  /** For all steps of this round together. */
  readonly budgetMs: number;
  readonly pins: readonly Pin[];
  /** How many workers a server has, one after the other. */
  readonly workers: readonly number[];
  /** The tour: what matters most, with few values. */
  readonly isBrief: boolean;
  /** The names of the steps to run; all of them when it is not given. */
  readonly only?: readonly string[] | undefined;
}

/** Something measured in one go. Steps of a suite are run one after the other, again in every round. */
export interface Step {
  readonly name: string;
  /** Its share of the time, against the other steps: 1 is usual. */
  readonly weight: number;
  /** Measures for about so long, and leaves no process behind when it settles; a throw ends the suite with a sentence. */
  readonly run: (budgetMs: number, tell: Tell) => Promise<void>;
}

export interface Suite {
  readonly name: string;
  readonly title: string;
  readonly steps: (settings: SuiteSettings) => readonly Step[];
}
