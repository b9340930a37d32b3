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

const isTold = (event: DaemonEvent): boolean => isEnding(event) || isDecision(event) || event.type === 'unfit';

/** The ends in a journal, oldest first. A stop is the decision about the end that it brought. */
export const chaptersIn = (events: readonly DaemonEvent[]): readonly Chapter[] => {
  const story = events.filter(isTold); // a log may be rotated at any moment
  const chapters: Chapter[] = [];
  let decision: DaemonEvent | undefined;
  for (const [fromEnd, event] of story.toReversed().entries()) {
    const before = story[story.length - fromEnd - 2];
    const isBrought = event.type === 'stopped' && before?.type === 'exited';
    if (isEnding(event) && !isBrought)
      chapters.push({ reason: before?.type === 'unfit' ? before : undefined, ending: event, decision });
    if (isDecision(event)) decision = event;
  }
  return chapters.reverse();
};

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
  const { lastExit, name, nextTryAt, pid, state } = status;
  if (pid !== null) return `${name} is ${state}, pid ${pid}\n`;
  if (state === 'exited') return `${name} is ${state}: ${exitText(lastExit)}\n`;
  return nextTryAt === null ? `${name} is ${state}\n` : `${name} is ${state}: the next try is at ${nextTryAt}\n`;
};

/** How a daemon came to be in the state that it is in: the last of its ends, of which there may be none. */
export const reportWhy = (
  status: Status,
  chapters: readonly Chapter[],
  { json, lines, noColor }: Pick<Printing<{ readonly lines: number }>, 'json' | 'lines' | 'noColor'>,
): string => {
  const { name, nextTryAt, state } = status;
  const ends = lines === 0 ? [] : chapters.slice(-lines);
  if (json) return `${JSON.stringify({ name, state, nextTryAt, ends })}\n`;
  const style = styleFor(1, noColor);
  const told =
    chapters.length === 0 && state !== 'exited'
      ? 'it has never ended\n'
      : ends.map((end) => chapterText(end, style)).join('');
  return `${told}${standing(status)}`;
};
