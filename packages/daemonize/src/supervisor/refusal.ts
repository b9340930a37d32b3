/** Why a restart did not succeed, for the journal and the record. */
import { describeEnded, type Failure, formatDuration } from '@proctools/core';
import type { StartOutcome } from '../start/outcome.ts';
import type { Happening } from '../store/journal.ts';
import { type Exit, exitFrom } from '../store/record.ts';

const reasonOf = (outcome: StartOutcome): string => {
  switch (outcome.type) {
    case 'died': {
      const how = 'notExecuted' in outcome.ending ? outcome.ending.notExecuted : describeEnded(outcome.ending);
      return `${how} after ${formatDuration(outcome.afterMs)}`;
    }
    case 'not-ready':
      return `not ready within ${formatDuration(outcome.timeoutMs)}${outcome.obstacle ? `: ${outcome.obstacle}` : ''}`;
    case 'not-found':
      return `${outcome.command}: command not found`;
    case 'cannot-execute':
      return `${outcome.file}: cannot be executed: ${outcome.reason}`;
    default:
      return outcome.type;
  }
};

/** Whatever keeps it from running now, such as a directory that is gone, may be better the next time. */
export const refusalFrom = (why: Failure | StartOutcome): Extract<Happening, { type: 'start-failed' }> => {
  if (!('type' in why)) return { type: 'start-failed', reason: why.message, lastLine: null };
  const lastLines = 'lastWords' in why ? (why.lastWords.stderr ?? []) : [];
  return { type: 'start-failed', reason: reasonOf(why), lastLine: lastLines.at(-1) ?? null, lastLines };
};

/** How the command ended, if it had begun. */
export const exitOf = (why: Failure | StartOutcome): Exit | null =>
  'type' in why && why.type === 'died' && !('notExecuted' in why.ending) ? exitFrom(why.ending) : null;
