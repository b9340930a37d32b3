import { pairsFor } from '../stats/power.ts';
import type { EndCause, Rounds } from './action.ts';

/** Where the measuring stands between two rounds. */
export interface Standing {
  readonly rounds: number;
  /** Half of the widest interval, a share; Infinity without one. */
  readonly halfWidth: number;
  readonly elapsedMs: number;
}

/**
 * Why no further round is to be measured; undefined when one is. The verdict is no cause: who looks at it after every 10 of
 * 100 pairs, and stops when it is clear, claims a difference between equal commands in 18 of 100 cases instead of 5.
 */
export const causeToStop = (plan: Rounds, { elapsedMs, halfWidth, rounds }: Standing): EndCause | undefined => {
  if (plan.type === 'exact') return rounds >= plan.count ? 'all-run' : undefined;
  if (rounds < plan.least) return undefined;
  if (halfWidth <= plan.precision) return 'precise';
  if (rounds >= plan.most) return 'all-run';
  return elapsedMs >= plan.maxTimeMs ? 'time-over' : undefined;
};

/** How many rounds there will be, when the time allows; undefined as long as nobody knows. */
export const expectedRounds = (plan: Rounds, { halfWidth, rounds }: Standing): number | undefined => {
  if (plan.type === 'exact') return plan.count;
  if (halfWidth === Number.POSITIVE_INFINITY) return undefined;
  const needed = plan.precision > 0 ? pairsFor(rounds, halfWidth, plan.precision) : undefined;
  return Math.min(plan.most, Math.max(plan.least, rounds, needed ?? plan.most));
};

/** How long the rest takes when rounds go on as they went; undefined when neither rounds nor time are known to end. */
export const leftMs = (plan: Rounds, standing: Standing, roundMs: number | undefined): number | undefined => {
  const expected = expectedRounds(plan, standing);
  const byRounds = (wanted: number): number => Math.max(0, wanted - standing.rounds) * (roundMs ?? 0);
  if (plan.type === 'exact') return roundMs === undefined ? undefined : byRounds(plan.count);
  // The least rounds are measured in any case, even beyond the time.
  const byTime = Math.max(plan.maxTimeMs - standing.elapsedMs, byRounds(plan.least), 0);
  const left = Math.min(byTime, expected === undefined || roundMs === undefined ? byTime : byRounds(expected));
  return Number.isFinite(left) ? left : undefined;
};
