/** All that ipc-cat says while it runs; Failures apart. */
import { describeEnded, formatDuration } from '@proctools/core';
import type { Event } from './event.ts';
import type { BadFrame } from './frames/bad-frame.ts';
import type { NoAnswer } from './reply/outcome.ts';
import { describeHubEvent } from './report-many.ts';
import { some } from './report-reason.ts';
import { progressText } from './watch/progress-line.ts';

const WHY: Readonly<Record<BadFrame['why'], string>> = {
  'too-long': 'is longer than --max-frame allows',
  'not-json': 'is not JSON',
  'cut-off': 'is cut off by the end of the data',
  'over-limit': 'is longer than --max-frame allows',
  reserved: 'has a cmd that begins with NODE_, which Node keeps for itself',
  'not-tagged': 'has a key with a $ that stands for no value (a key of yours that begins with $ is written $$)',
  unreadable: 'is not a serialized value, or none that can be told',
};

/** Of a line that is no terminal's: none is so narrow. */
const LINE_COLUMNS = 1_000;

const UNFIT: Readonly<Record<Extract<NoAnswer, { type: 'unfit' }>['why'], string>> = {
  'too-long': 'its output is longer than --max-frame allows',
  'several-lines': 'its output has several lines, and one is an answer: see --frame length',
  'zero-byte': 'its output has a zero byte inside, which ends an answer: see --frame length',
  'not-json': 'its output is not one JSON value',
};

const describeNoAnswer = (why: NoAnswer): string => {
  switch (why.type) {
    case 'ended':
      return describeEnded(why.end);
    case 'not-started':
      return `it could not be started: ${why.why}`;
    case 'unfit':
      return UNFIT[why.why];
    case 'ended-from-here':
      return 'ended from here';
  }
};

const prefixOf = ({ name }: { readonly name?: string }): string => (name === undefined ? '' : `${name}: `);

const internalText = (command: string): string =>
  command === 'NODE_HANDLE'
    ? 'a message with a handle (a connection or a server), which can only pass from Node to Node'
    : `a message of Node's own (${command})`;

const placeOf = ({ position }: BadFrame): string =>
  position === undefined ? 'a message' : `the message at byte ${position}`;

/** One line on standard error. */
export const describeEvent = (event: Event): string => {
  switch (event.type) {
    case 'listening':
      return `listening on ${event.name}`;
    case 'unverified':
      return `${event.name}: its certificate is not checked (verify=no): anybody may have answered`;
    case 'turned-away':
      return `${event.name}: somebody was turned away: ${event.why}`;
    case 'silence':
      return `${event.name}: closed after a silence of ${formatDuration(event.afterMs)}, with ${some(event.received, 'message')} for ${event.sent}; --linger waits longer`;
    case 'reconnecting':
      return `${event.name}: ${event.why}; again in ${formatDuration(event.inMs)}`;
    case 'reconnected':
      return `${event.name}: connected again`;
    case 'lost':
      return `${event.name}: ${some(event.count, 'message')} lost: ${event.why}`;
    case 'again':
      return `${event.name}: ${some(event.count, 'message')} may have come before`;
    case 'cut-off':
      return `${event.name}: the connection was lost; --reconnect connects again`;
    case 'gap':
      return `${event.name}: ${event.count === undefined ? 'messages may have been' : some(event.count, 'message')} lost: ${event.why}`;
    case 'unheard':
      return `${event.name}: ${some(event.count, 'message')} sent while nobody listened`;
    case 'bad-frame':
      if (event.why === 'over-limit')
        return `${prefixOf(event)}a message after byte ${event.position} ${WHY[event.why]}`;
      return `${prefixOf(event)}${placeOf(event)} (${some(event.length, 'byte')}) ${WHY[event.why]}: left out`;
    case 'joined':
    case 'left':
    case 'broke':
    case 'missed':
    case 'member-cut-off':
    case 'untaken':
    case 'served':
    case 'unserved':
      return describeHubEvent(event);
    case 'internal':
      return `${event.name}: ${internalText(event.command)}: left out`;
    case 'tap-failed':
      return `--tap: cannot write to ${event.file} (${event.reason}): messages pass untold from here on`;
    case 'worker-ended':
      return `worker ${event.worker} (pid ${event.pid}): ${describeEnded(event.end)}`;
    case 'unfit':
      return `${some(event.count, 'message')} left out: with a newline inside, and so not to be told apart in this --frame`;
    case 'reply-failed': {
      const attempt = event.attempt === undefined ? '' : `, attempt ${event.attempt}`;
      const then = event.again ? 'it comes again' : 'it has no answer';
      return `${event.command} failed over a message of ${event.name} (${describeNoAnswer(event.why)}${attempt}): ${then}`;
    }
    case 'answer-lost':
      return `${event.name}: went away before it had its answer`;
    case 'replied':
      return `${some(event.answered, 'message')} answered, ${event.failed} not`;
    case 'trouble':
      return event.text;
    case 'idle':
      return `nothing has passed for ${formatDuration(event.forMs)}`;
    case 'lingering':
      return `${event.name}: still there ${formatDuration(event.forMs)} after the end of the data: told to end`;
    case 'record-broken':
      return `${event.name}: ${event.why}; what passes is not recorded any more`;
    case 'record-missing':
      return `${event.name}: ${some(event.bytes, 'byte')} missing`;
    case 'progress':
      return `${progressText(event, LINE_COLUMNS)}${event.isLast ? '  in all' : ''}`;
  }
};

/** Events that are told although nobody asked: something was lost. */
export const isWorthTelling = (event: Event): boolean => {
  if (event.type === 'worker-ended') return !('exited' in event.end && event.end.exited === 0);
  if (event.type === 'silence') return event.received < event.sent; // an answer may be missing
  return !['listening', 'reconnected', 'unheard', 'joined', 'left', 'served', 'replied'].includes(event.type);
};
