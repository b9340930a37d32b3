// A whole comparison: set up, run, clean up, and what was found.
import { isFailure } from '@proctools/core';
import { describeMachine } from '../machine/describe-machine.ts';
import type { CommandsResult, Sample } from '../results.ts';
import { comparisonsInSequence, comparisonsOf } from './comparisons.ts';
import { type Course, type CourseTools, type End, runCourse } from './course.ts';
import type { ComparePlan } from './plan.ts';
import type { Subject } from './subject.ts';
import { type Told, warningsOf } from './warnings.ts';

export interface Compared {
  readonly result: CommandsResult;
  readonly end: End;
}

export interface CompareTools extends CourseTools {
  /** What measures, for the result. */
  readonly wayName: string;
  readonly told: Told;
  readonly startedAt: Date;
}

const failedWith = (error: unknown, signal: AbortSignal): End => {
  if (signal.aborted) return { type: 'stopped' };
  if (isFailure(error)) return { type: 'failed', error };
  throw error;
};

/** Undefined when all went well. */
const setUpAll = async (subjects: readonly Subject[], { executor, signal }: CourseTools): Promise<End | undefined> => {
  try {
    for (const subject of subjects) await executor.setUp(subject, signal);
    return undefined;
  } catch (error) {
    return failedWith(error, signal);
  }
};

/** Also when it was stopped: what setup has made is to be taken away. */
const cleanUpAll = async (subjects: readonly Subject[], { executor }: CourseTools): Promise<End | undefined> => {
  const never = new AbortController().signal;
  let end: End | undefined;
  for (const subject of subjects) {
    try {
      await executor.cleanUp(subject, never);
    } catch (error) {
      end ??= failedWith(error, never);
    }
  }
  return end;
};

/** The subjects set up, run round by round, and cleaned up. */
const together = async (plan: ComparePlan, tools: CourseTools): Promise<Course> => {
  const { subjects } = plan;
  const nothing: readonly (readonly never[])[] = subjects.map(() => []);
  const wrong = await setUpAll(subjects, tools);
  const course = wrong ? { samples: nothing, starts: nothing, end: wrong } : await runCourse(plan, tools);
  const cleaned = await cleanUpAll(subjects, tools);
  return { ...course, end: course.end.type === 'done' ? (cleaned ?? course.end) : course.end };
};

/** Each subject by itself, from its setup to its cleanup; what goes wrong with one ends it all. */
const oneByOne = async (plan: ComparePlan, tools: CourseTools): Promise<Course> => {
  const samples: (readonly Sample[])[] = [];
  const starts: Course['starts'][number][] = [];
  let end: End = { type: 'done', cause: 'all-run' };
  for (const subject of plan.subjects) {
    if (end.type !== 'done') break;
    const course = await together({ ...plan, subjects: [subject], schedule: timeOf(plan) }, tools);
    samples.push(...course.samples);
    starts.push(...course.starts);
    end = course.end;
  }
  return { samples, starts, end };
};

/** Its part of the time. */
const timeOf = ({ schedule, subjects }: ComparePlan): ComparePlan['schedule'] =>
  schedule.rounds.type === 'exact'
    ? schedule
    : { ...schedule, rounds: { ...schedule.rounds, maxTimeMs: schedule.rounds.maxTimeMs / subjects.length } };

/** Runs what is planned, and says what was found; what went wrong on the way is in `end`, and the runs until then are kept. */
export const compare = async (plan: ComparePlan, tools: CompareTools): Promise<Compared> => {
  const { order, subjects } = plan;
  const { end, samples, starts } = await (order === 'pairs' ? together : oneByOne)(plan, tools);
  const results = subjects.map(({ command, name, node, parameters }, index) => ({
    command,
    name,
    parameters,
    node,
    samples: samples[index] ?? [],
    way: tools.wayName,
  }));
  return {
    end,
    result: {
      type: 'commands',
      machine: describeMachine(),
      startedAt: tools.startedAt.toISOString(),
      results,
      comparisons: (order === 'pairs' ? comparisonsOf : comparisonsInSequence)(subjects, samples, plan.band),
      warnings: warningsOf(plan, { samples, starts, end }, tools.told),
    },
  };
};
