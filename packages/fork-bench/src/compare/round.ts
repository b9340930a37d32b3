import type { Random } from '../stats/random.ts';
import type { Action } from './action.ts';
import type { Reading } from './metric.ts';

/** The environment is longer by less than that: a page, as the beginning of the stack is random by pages anyway. */
const OFFSETS = 4096;

type Run = Extract<Action, { type: 'run' }>;

/** All commands, once each, in random order. */
export interface Round {
  /** Undefined when all have been run. */
  readonly next: () => Run | undefined;
  readonly record: (reading: Reading, isDisturbed: boolean) => void;
  readonly isDisturbed: () => boolean;
  /** What has been recorded, by the index of the command. */
  readonly readings: () => readonly (Reading | undefined)[];
}

export const openRound = (place: Pick<Run, 'phase' | 'round'>, commands: number, random: Random): Round => {
  const order = random.shuffle(Array.from({ length: commands }, (_, command) => command));
  const environmentOffset = random.integer(OFFSETS);
  const readings = new Array<Reading | undefined>(commands).fill(undefined);
  let done = 0;
  let isDisturbed = false;
  const next = (): Run | undefined => {
    const command = order[done];
    return command === undefined ? undefined : { type: 'run', ...place, command, environmentOffset };
  };
  return {
    next,
    record: (reading, disturbed) => {
      const run = next();
      if (run === undefined) throw new Error('all commands of this round have been recorded');
      readings[run.command] = reading;
      isDisturbed ||= disturbed;
      done += 1;
    },
    isDisturbed: () => isDisturbed,
    readings: () => readings,
  };
};
