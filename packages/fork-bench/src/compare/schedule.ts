// What is run next. Nothing is run here, and no clock is read: whoever runs the commands asks `next`, does it, and tells
// with `record` what it took. In each round every command is run once, in random order, and all runs of a round have the
// same offset of their environment, so that whatever the machine does meanwhile meets all of them.
import { openRandom } from '../stats/random.ts';
import type { Action, Progress, SchedulePlan } from './action.ts';
import type { Reading } from './metric.ts';
import { widestHalfWidth } from './precision.ts';
import { openRound, type Round } from './round.ts';
import { isSteady } from './steady.ts';
import { causeToStop, expectedRounds, leftMs, type Standing } from './stopping.ts';

export interface Schedule {
  /** The same again until it has been recorded. Times are of any clock that nobody sets meanwhile. */
  readonly next: (nowMs: number) => Action;
  /**
   * What the run took that `next` has answered with. A measured round in which a run was disturbed is run again, up to 3
   * times; then it counts as it is. Throws when nothing is to be recorded: that is the caller's mistake.
   */
  readonly record: (reading: Reading, isDisturbed?: boolean) => void;
  readonly progress: (nowMs: number) => Progress;
}

const MOST_REPEATS = 3;
const MOST_WARMUP = { rounds: 30, ms: 5_000, shareOfTime: 0.25 };

/** The interval is computed anew after each round, and of many rounds after each 20th part of them more. */
const nextLook = (rounds: number): number => rounds + Math.max(1, Math.floor(rounds / 20));

const isWarm = (
  { rounds, warmup }: SchedulePlan,
  walls: readonly (readonly number[])[],
  elapsedMs: number,
): boolean => {
  const done = walls[0]?.length ?? 0;
  if (warmup !== 'auto') return done >= warmup;
  const mostMs =
    rounds.type === 'exact' ? MOST_WARMUP.ms : Math.min(MOST_WARMUP.ms, rounds.maxTimeMs * MOST_WARMUP.shareOfTime);
  return done >= MOST_WARMUP.rounds || (done > 0 && elapsedMs >= mostMs) || walls.every(isSteady);
};

export const openSchedule = (plan: SchedulePlan): Schedule => {
  const random = openRandom(plan.seed);
  const warm: number[][] = Array.from({ length: plan.commands }, () => []);
  const measured: Reading[][] = Array.from({ length: plan.commands }, () => []);
  let round: Round | undefined;
  let phase: Progress['phase'] = 'warm-up';
  let repeats = 0;
  let look = { due: 1, halfWidth: Number.POSITIVE_INFINITY };
  let startedMs: number | undefined;
  let measuringSinceMs = 0;
  let end: Action | undefined;

  const roundsDone = (): number => (phase === 'warm-up' ? warm[0]?.length : measured[0]?.length) ?? 0;

  const standing = (nowMs: number): Standing => ({
    rounds: measured[0]?.length ?? 0,
    halfWidth: look.halfWidth,
    elapsedMs: nowMs - (startedMs ?? nowMs),
  });

  const lookAgain = (): void => {
    const rounds = roundsDone();
    if (rounds < look.due) return;
    const reference = measured[plan.reference] ?? [];
    const others = measured.filter((_, command) => command !== plan.reference);
    look = { due: nextLook(rounds), halfWidth: widestHalfWidth(reference, others, plan.level) };
  };

  const keep = ({ isDisturbed, readings }: Round): void => {
    if (phase === 'measure' && isDisturbed() && repeats < MOST_REPEATS) {
      repeats += 1;
      return;
    }
    repeats = 0;
    for (const [command, reading] of readings().entries()) {
      if (reading === undefined) continue;
      if (phase === 'measure') measured[command]?.push(reading);
      else warm[command]?.push(reading.wallMs);
    }
    if (phase === 'measure') lookAgain();
  };

  const begin = (nowMs: number): Action => {
    if (phase === 'warm-up' && isWarm(plan, warm, standing(nowMs).elapsedMs)) {
      phase = 'measure';
      measuringSinceMs = nowMs;
    }
    const cause = phase === 'measure' ? causeToStop(plan.rounds, standing(nowMs)) : undefined;
    if (cause) {
      end = { type: 'end', cause };
      return end;
    }
    round = openRound({ phase, round: roundsDone() }, plan.commands, random);
    return round.next() ?? { type: 'end', cause: 'all-run' };
  };

  return {
    next: (nowMs) => {
      startedMs ??= nowMs;
      return end ?? round?.next() ?? begin(nowMs);
    },
    record: (reading, isDisturbed = false) => {
      if (round === undefined) throw new Error('nothing has been run that could be recorded');
      round.record(reading, isDisturbed);
      if (round.next()) return;
      keep(round);
      round = undefined;
    },
    progress: (nowMs) => {
      const at = standing(nowMs);
      const isMeasuring = phase === 'measure';
      const roundMs = isMeasuring && at.rounds > 0 ? (nowMs - measuringSinceMs) / at.rounds : undefined;
      return {
        phase,
        rounds: roundsDone(),
        expectedRounds: isMeasuring
          ? expectedRounds(plan.rounds, at)
          : plan.warmup === 'auto'
            ? undefined
            : plan.warmup,
        halfWidth: Number.isFinite(at.halfWidth) ? at.halfWidth : undefined,
        leftMs: leftMs(plan.rounds, at, roundMs),
      };
    },
  };
};
