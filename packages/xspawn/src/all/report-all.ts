/** What --all has to say; the only sentences about it, but for those in Failures. */
import { formatDuration, quoteCommand } from '@proctools/core';
import { describeAttempt } from '../one/report-one.ts';
import { exitCodeOf } from '../verdict.ts';
import type { AllPlan } from './plan-all.ts';
import type { Again } from './run-task.ts';
import { isFailed, isWon, type Move, type Outcome } from './verdict-all.ts';

/** What happened. */
export type AllEvent =
  | ({ readonly type: 'again' } & Again)
  | { readonly type: 'ended'; readonly outcome: Outcome; readonly move: Move; readonly isLast: boolean }
  | { readonly type: 'finished'; readonly outcomes: readonly Outcome[]; readonly durationMs: number };

const CONSEQUENCES: Readonly<Record<Move, string>> = {
  'go-on': '',
  'start-no-more': '; nothing more is started',
  'end-all': '; the others are ended',
};

const againWords = ({ delayMs, last, task, tries }: Again, { isRestarting, retries }: AllPlan): string => {
  const isCounted = !isRestarting || Number.isFinite(retries.count);
  const which = isCounted ? `try ${tries} of ${retries.count + 1}: ` : '';
  return `${task.name}: ${which}${describeAttempt(last)} after ${formatDuration(last.durationMs)}; again in ${formatDuration(delayMs)}`;
};

/** What could not be started has its name in the reason. */
const endedWords = ({ last, task }: Outcome): string =>
  'notStarted' in last.ending
    ? last.ending.notStarted
    : `${task.name}: ${describeAttempt(last)} after ${formatDuration(last.durationMs)}`;

const failedWords = ({ last, task }: Outcome): string =>
  'notStarted' in last.ending ? last.ending.notStarted : `${task.name} (${describeAttempt(last)})`;

const counted = (count: number, words: string): readonly string[] => (count === 0 ? [] : [`${count} ${words}`]);

const finishedWords = (outcomes: readonly Outcome[], durationMs: number, all: number): string => {
  const failures = outcomes.filter(isFailed);
  const names = failures.map(failedWords).join(', ');
  const more = [
    ...counted(outcomes.filter(({ isCutShort }) => isCutShort).length, 'ended early'),
    ...counted(all - outcomes.length, 'not started'),
  ];
  return `${[`${failures.length} of ${all} failed: ${names}`, ...more].join('; ')}; all took ${formatDuration(durationMs)}`;
};

const wordsFor = (event: AllEvent, plan: AllPlan, isVerbose: boolean): string | undefined => {
  switch (event.type) {
    case 'again':
      return againWords(event, plan);
    case 'ended': {
      const isTold = isFailed(event.outcome) && (!event.isLast || event.move === 'end-all');
      return isTold || isVerbose ? `${endedWords(event.outcome)}${CONSEQUENCES[event.move]}` : undefined;
    }
    case 'finished': {
      const { durationMs, outcomes } = event;
      const isTold = isVerbose || !isWon(outcomes, plan);
      if (isTold && outcomes.some(isFailed)) return finishedWords(outcomes, durationMs, plan.tasks.length);
      return isVerbose ? `none of ${plan.tasks.length} failed; all took ${formatDuration(durationMs)}` : undefined;
    }
  }
};

/** A line for standard error; undefined for what goes without saying. */
export const reportAll = (event: AllEvent, plan: AllPlan, isVerbose: boolean): string | undefined => {
  const words = wordsFor(event, plan, isVerbose);
  return words === undefined ? undefined : `xspawn: ${words}\n`;
};

const endOf = ({ isCutShort, last, task, tries }: Outcome) => {
  const { durationMs, ending, pid, startedAt, stopped } = last;
  return {
    type: 'end',
    name: task.name,
    command: task.command,
    pid: pid ?? null,
    exit: 'exited' in ending ? ending.exited : null,
    signal: 'killed' in ending ? ending.killed : null,
    stopped: stopped ?? (isCutShort ? 'halt' : null),
    code: exitCodeOf(last),
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(startedAt + durationMs).toISOString(),
    durationMs: Math.round(durationMs * 1_000) / 1_000,
    tries,
  };
};

/** The object for `--json`; undefined where there is none. */
export const jsonAll = (event: AllEvent): string | undefined => {
  switch (event.type) {
    case 'again': {
      const { delayMs, last, task, tries } = event;
      return `${JSON.stringify({ type: 'again', name: task.name, code: exitCodeOf(last), tries, delayMs: Math.round(delayMs) })}\n`;
    }
    case 'ended':
      return `${JSON.stringify(endOf(event.outcome))}\n`;
    case 'finished':
      return undefined;
  }
};

/** What `--dry-run` prints. */
export const listAll = ({ isJson, tasks }: AllPlan): string =>
  tasks
    .map(({ command, name }) => (isJson ? JSON.stringify({ name, command }) : quoteCommand(command)))
    .map((line) => `${line}\n`)
    .join('');
