// The course of a comparison: round after round, until there is enough of it, or something stops it.
import { type Failure, isFailure } from '@proctools/core';
import type { Reading } from '../measure/way.ts';
import type { Contention, Sample } from '../results.ts';
import type { Progress, SchedulePlan } from './action.ts';
import type { Executor } from './executor.ts';
import { openSchedule } from './schedule.ts';
import { withoutStart } from './shell-start.ts';
import type { Subject } from './subject.ts';
import type { Watch } from './watch.ts';

/** Why it ended: as planned, by a run that failed, by something around a run, or by the user. */
export type End =
  | { readonly type: 'done'; readonly cause: 'all-run' | 'precise' | 'time-over' }
  | { readonly type: 'run-failed'; readonly subject: Subject; readonly reading: Reading }
  | { readonly type: 'failed'; readonly error: Failure }
  | { readonly type: 'stopped' };

/** The samples of each subject: those of one index were measured in one round, unless each had a course of its own. */
export interface Course {
  readonly samples: readonly (readonly Sample[])[];
  /** What their shells take to do nothing, where they have one. */
  readonly starts: readonly (readonly Reading[])[];
  readonly end: End;
}

export interface CoursePlan {
  readonly subjects: readonly Subject[];
  readonly schedule: Omit<SchedulePlan, 'commands' | 'reference'>;
  /** Exit codes other than 0 that are no failure. */
  readonly ignoredCodes: 'all' | readonly number[];
}

export interface CourseTools {
  readonly executor: Executor;
  readonly watch: Watch;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Called before each run. */
  readonly tell: (progress: Progress, subject: Subject) => void;
}

/** Whether a run counts. One that was ended for its time never does: what it takes is not known. */
const hasFailed = (reading: Reading, ignored: 'all' | readonly number[]): boolean => {
  if (reading.isTimedOut || reading.notStarted !== undefined) return true;
  return reading.exitCode !== 0 && ignored !== 'all' && !ignored.includes(reading.exitCode);
};

interface Taken {
  readonly reading: Reading;
  readonly contention: Contention;
}

const sampleOf = ({ reading, contention }: Taken, starts: readonly Reading[]): Sample => {
  const { notStarted: _, usage: __, ...sample } = withoutStart(reading, starts);
  return { ...sample, contention };
};

/** One error or another as one; what is no failure of the user's world is thrown. */
const endOf = (error: unknown, signal: AbortSignal): End => {
  if (signal.aborted) return { type: 'stopped' };
  if (isFailure(error)) return { type: 'failed', error };
  throw error;
};

/** Runs the subjects round by round. Never rejects for what a run, a hook or the user does: that is in `end`. */
export const runCourse = async (plan: CoursePlan, tools: CourseTools): Promise<Course> => {
  const { ignoredCodes, schedule: rounds, subjects } = plan;
  const { executor, now, signal, tell, watch } = tools;
  const schedule = openSchedule({ ...rounds, commands: subjects.length, reference: 0 });
  const taken: Taken[][] = subjects.map(() => []);
  const starts: Reading[][] = subjects.map(() => []);
  let roundKey = '';

  const startShells = async (environmentOffset: number): Promise<void> => {
    for (const [index, subject] of subjects.entries()) {
      if (subject.shell === undefined) continue;
      starts[index]?.push(await executor.runEmptyShell(subject, environmentOffset, signal));
    }
  };

  const measureAll = async (): Promise<End> => {
    for (let action = schedule.next(now()); action.type === 'run'; action = schedule.next(now())) {
      const { command, environmentOffset, phase, round } = action;
      const subject = subjects[command];
      if (subject === undefined) throw new Error(`there is no command ${command}`);
      tell(schedule.progress(now()), subject);
      const key = `${phase} ${round} ${environmentOffset}`;
      if (key !== roundKey) await startShells(environmentOffset);
      roundKey = key;
      await watch.begin(signal);
      const reading = await executor.run(subject, environmentOffset, signal);
      const { contention, isDisturbed } = watch.end();
      if (hasFailed(reading, ignoredCodes)) return { type: 'run-failed', subject, reading };
      if (phase === 'measure') {
        const column = taken[command] ?? [];
        column[round] = { reading, contention };
      }
      schedule.record(withoutStart(reading, starts[command] ?? []), isDisturbed);
    }
    const last = schedule.next(now());
    if (last.type !== 'end') throw new Error('the schedule went on behind its end');
    return { type: 'done', cause: last.cause };
  };

  const end = await measureAll().catch((error: unknown) => endOf(error, signal));
  // Only whole rounds are pairs.
  const whole = Math.min(...taken.map((column) => column.length));
  const samples = taken.map((column, index) => column.slice(0, whole).map((one) => sampleOf(one, starts[index] ?? [])));
  return { samples, starts, end };
};
