// What a schedule is made from, and what it answers with.

/** How many rounds are measured: so many, or until it is precise enough, or the time is over. */
export type Rounds =
  | { readonly type: 'exact'; readonly count: number }
  | {
      readonly type: 'until-precise';
      /** So many are measured in any case, however long that takes. */
      readonly least: number;
      readonly most: number;
      /** Half of the interval's width, a share; 0 for never. */
      readonly precision: number;
      /** From the first `next`, warm-up included. A round that has begun is ended. */
      readonly maxTimeMs: number;
    };

export interface SchedulePlan {
  readonly commands: number;
  /** The index of the command that the others are compared with. */
  readonly reference: number;
  /** So many rounds that do not count; `auto` for as many as it takes until all commands are steady, within 30 rounds, 5 s, and a quarter of the time. */
  readonly warmup: number | 'auto';
  readonly rounds: Rounds;
  /** Of the intervals: 0.95. */
  readonly level: number;
  /** Makes the order and the offsets; the same seed makes the same ones. */
  readonly seed: number;
}

export type EndCause = 'all-run' | 'precise' | 'time-over';

export type Action =
  | {
      readonly type: 'run';
      readonly phase: 'warm-up' | 'measure';
      /** From 0 in each phase. One that was disturbed comes again with the same number: its readings replace the earlier ones. */
      readonly round: number;
      readonly command: number;
      /** So many bytes more in its environment, from 0 to 4095: where the stack begins decides about alignment (Mytkowicz 2009). */
      readonly environmentOffset: number;
    }
  | { readonly type: 'end'; readonly cause: EndCause };

/** How far it is. */
export interface Progress {
  readonly phase: 'warm-up' | 'measure';
  /** That have been run in this phase. */
  readonly rounds: number;
  /** How many there will be in this phase, as far as one can say. */
  readonly expectedRounds: number | undefined;
  /** Half of the widest interval, a share; undefined as long as there is none. */
  readonly halfWidth: number | undefined;
  readonly leftMs: number | undefined;
}
