/** What why prints: the last ends, what was decided after each, and what comes next. */
import { formatDuration, type Style, spellOut, styleFor } from '@proctools/core';
import type { Status } from './observe.ts';
import { causeText, exitText } from './report-events.ts';
import type { DaemonEvent } from './store/journal.ts';
import type { Printing } from './verbs/options.ts';

type Ending = Extract<DaemonEvent, { type: 'exited' | 'start-failed' | 'stopped' }>;

/** An end, what had gone before when daemonize brought it about, and what came after it before the next one. */
export interface Chapter {
  readonly reason: Extract<DaemonEvent, { type: 'unfit' }> | undefined;
  readonly ending: Ending;
  readonly decision: DaemonEvent | undefined;
}

const isEnding = (event: DaemonEvent): event is Ending => ['exited', 'start-failed', 'stopped'].includes(event.type);

const isDecision = ({ type }: DaemonEvent): boolean => ['restarting', 'left', 'started', 'stopped'].includes(type);

/** The ends in a journal, oldest first. A stop is the decision about the end that it brought. */
export const chaptersIn = (events: readonly DaemonEvent[]): readonly Chapter[] =>
  events.flatMap((event, index) => {
    if (!isEnding(event)) return [];
    const isBrought = event.type === 'stopped' && events[index - 1]?.type === 'exited';
    if (isBrought) return [];
    const before = events[index - 1];
    const reason = before?.type === 'unfit' ? before : undefined;
    return [{ reason, ending: event, decision: events.slice(index + 1).find(isDecision) }];
  });

const endText = (ending: Ending): string => {
  switch (ending.type) {
    case 'exited': {
      const after = ending.uptimeMs === null ? '' : ` after ${formatDuration(ending.uptimeMs)}`;
      return `${exitText(ending.exit)}${after}`;
    }
    case 'start-failed':
      return `could not be started: ${ending.reason}`;
    case 'stopped':
      return `stopped with ${ending.signal}${ending.killed ? ', then killed' : ''} after ${formatDuration(ending.uptimeMs)}`;
  }
};

const decisionText = (decision: DaemonEvent | undefined, ending: Ending): string | undefined => {
  switch (decision?.type) {
    case 'restarting':
      return `to be started again in ${formatDuration(decision.afterMs)}, ${decision.inARow} in a row`;
    case 'started':
      return ending.type === 'exited' ? 'started again at once' : 'started again';
    case 'stopped':
      return `it had been asked to end with ${decision.signal}`;
    case 'left':
      return decision.why === 'failed'
        ? `not started again: that would be more than --max-restarts allows`
        : 'left as it ended: nothing says to start it again';
    default:
      return undefined;
  }
};

const linesBefore = (ending: Ending): readonly string[] => {
  if (ending.type === 'stopped') return [];
  const { lastLine, lastLines } = ending;
  return lastLines ?? (lastLine === null ? [] : [lastLine]);
};

const chapterText = ({ decision, ending, reason }: Chapter, style: Style): string => {
  const lines = linesBefore(ending).map((line) => `    | ${spellOut(line)}\n`);
  const because = reason ? `    it had been asked to end: ${causeText(reason)}\n` : '';
  const what = decisionText(decision, ending);
  return `${style.bold(ending.time)}  ${endText(ending)}\n${because}${lines.join('')}${what === undefined ? '' : `    ${what}\n`}`;
};

const standing = (status: Status): string => {
  const { name, nextTryAt, pid, state } = status;
  if (pid !== null) return `${name} is ${state}, pid ${pid}\n`;
  return nextTryAt === null ? `${name} is ${state}\n` : `${name} is ${state}: the next try is at ${nextTryAt}\n`;
};

/** How a daemon came to be in the state that it is in. */
export const reportWhy = (
  status: Status,
  chapters: readonly Chapter[],
  { json, noColor }: Pick<Printing, 'json' | 'noColor'>,
): string => {
  const { name, nextTryAt, state } = status;
  if (json) return `${JSON.stringify({ name, state, nextTryAt, ends: chapters })}\n`;
  const style = styleFor(1, noColor);
  const told = chapters.map((chapter) => chapterText(chapter, style)).join('');
  return `${told === '' ? 'it has never ended\n' : told}${standing(status)}`;
};
