// A claim is a sentence of the articles with an experiment. The experiment measures or shows something here, and
// a pure function (`judge…`) makes a verdict of what it measured.
import type { ClaimVerdict } from '../results.ts';
import type { ClaimId } from './ids.ts';
import type { Stage } from './stage.ts';

/** What an experiment came to. */
export interface Judgement {
  readonly verdict: ClaimVerdict;
  /** One line with what was measured. */
  readonly figure: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface Claim {
  readonly id: ClaimId;
  /** The sentence, in our words. */
  readonly text: string;
  /** The article, or articles, that it stands in: `001, 002`. */
  readonly source: string;
  /** Why it cannot be checked on this machine; undefined when it can. */
  readonly obstacle?: () => string | undefined;
  /** Makes the experiment for about so long. Whatever it starts belongs to the stage, which ends it. */
  readonly check: (stage: Stage, budgetMs: number) => Promise<Judgement>;
}

/** An obstacle for what only a Unix has. */
export const notOnWindows = (): string | undefined =>
  process.platform === 'win32' ? 'Windows has no such thing' : undefined;

/** A verdict on what is simply seen, or not. */
export const shown = (isSo: boolean): ClaimVerdict => (isSo ? 'holds' : 'does not hold');

/** Facts as numbers, for `values`. */
export const asNumber = (fact: boolean): number => (fact ? 1 : 0);
