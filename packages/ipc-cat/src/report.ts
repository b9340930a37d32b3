/** All that ipc-cat says; Failures apart. */
import { describeEnded, errorCode, formatDuration, formatSize, isFailure } from '@proctools/core';
import type { ChildEnd } from './endpoint.ts';
import type { OpeningEvent } from './endpoints/opening.ts';
import { inWords } from './endpoints/system-words.ts';
import type { BadFrame } from './frames/bad-frame.ts';
import type { HubEvent } from './hub/hub-event.ts';
import type { FlowEnd } from './join/flow.ts';
import type { Way } from './join/join.ts';
import type { NoAnswer } from './reply/outcome.ts';
import type { Cut } from './verdict.ts';
import { type Course, progressText } from './watch/progress-line.ts';
import type { RecordBroken, RecordMissing } from './watch/record.ts';

export type Event =
  | OpeningEvent
  | HubEvent
  | ({ readonly type: 'bad-frame'; readonly name?: string } & BadFrame)
  | { readonly type: 'unfit'; readonly count: number }
  | {
      readonly type: 'reply-failed';
      /** Where the message came from, and the command that had it. */
      readonly name: string;
      readonly command: string;
      readonly why: NoAnswer;
      /** Whether it comes again; else nobody answers it. */
      readonly again: boolean;
      readonly attempt: number | undefined;
    }
  | { readonly type: 'answer-lost'; readonly name: string }
  | { readonly type: 'replied'; readonly answered: number; readonly failed: number }
  | { readonly type: 'trouble'; readonly text: string }
  | { readonly type: 'idle'; readonly forMs: number }
  | RecordBroken
  | RecordMissing
  | ({ readonly type: 'progress'; readonly isLast: boolean } & Course);

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

const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const endOfChild = (end: ChildEnd): string =>
  'exited' in end ? `exited with ${end.exited}` : `was killed by ${end.killed}`;

const CUT_OFF = { slow: 'it does not keep up', 'bad-frame': 'it sent a bad message' } as const;

const describeHubEvent = (event: HubEvent): string => {
  switch (event.type) {
    case 'joined':
      return `${event.name} is there`;
    case 'left':
      return `${event.name} has left${event.why === undefined ? '' : `: ${event.why}`}`;
    case 'broke':
      return `${event.name}: ${event.why}`;
    case 'missed':
      return `${event.name} does not keep up: ${some(event.count, 'message')} left out for it`;
    case 'member-cut-off':
      return `${event.name} is cut off: ${CUT_OFF[event.why]}`;
    case 'untaken':
      return `${some(event.count, 'message')} not handed over: nobody was left to take them`;
    case 'served':
      return `${event.name}: the command ${endOfChild(event.end)}`;
    case 'unserved':
      return `${event.name}: cannot be served: ${event.why}`;
  }
};

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

/** What went wrong, with the system's code. */
export const reasonOf = (given: unknown): string => {
  const error = inWords(given);
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code === undefined) return message;
  const words = new RegExp(`^${code}: (.*?)(?:, \\w+.*)?$`, 's').exec(message)?.[1] ?? message;
  return words.includes(code) ? words : `${words} (${code})`;
};

const endText = (end: FlowEnd | undefined): string => {
  switch (end?.type) {
    case 'whole':
      return 'all handed over, and the end passed on';
    case 'reader-gone':
      return end.lost ? 'the reader went away, and something was not accepted' : 'the reader went away';
    case 'broken':
      return `${end.side} failed: ${reasonOf(end.error)}`;
    default:
      return 'ended from here';
  }
};

/** Which address failed on one way, and how; undefined when none did. Whoever had enough misses nothing of what began then. */
const troubleOf = (
  { end, from, tally, to }: Way,
  cut: Cut,
): { readonly at: string; readonly text: string } | undefined => {
  if (end?.type === 'broken') {
    const at = end.side === 'reading' ? from : to;
    const why = isFailure(end.error) ? end.error.message : reasonOf(end.error);
    return { at, text: why.includes(at) ? why : `${at}: ${why}` };
  }
  if (end?.type === 'reader-gone' && end.lost && to !== '-')
    return { at: to, text: `${to}: went away before it had taken all from ${from}` };
  if (end?.type === 'cancelled' && tally.pending > 0)
    return { at: to, text: `${to}: has not taken ${some(tally.pending, 'byte')} from ${from}` };
  if (end?.type === 'cancelled' && cut !== 'enough' && end.unfinished)
    return { at: from, text: `${from}: ${some(end.unfinished, 'byte')} of a message that did not end were left out` };
  return undefined;
};

/** Why there is no answer to a request; or no end after one, within so many milliseconds. */
export const describeUnanswered = (name: string, isAnswered: boolean, timeoutMs: number | undefined): string => {
  if (timeoutMs === undefined) return `${name}: ended without an answer`;
  const time = formatDuration(timeoutMs);
  return isAnswered ? `${name}: has answered, and did not end in ${time}` : `${name}: no answer in ${time}`;
};

/** What went wrong, a sentence for each address: of one that went away both ways know the same. */
export const describeTroubles = (ways: readonly Way[], cut: Cut): readonly string[] => {
  const troubles = ways.map((way) => troubleOf(way, cut)).filter((trouble) => trouble !== undefined);
  return troubles
    .filter(({ at }, index) => troubles.findIndex((one) => one.at === at) === index)
    .map(({ text }) => text);
};

const CUT: Readonly<Record<NonNullable<Cut>, string>> = {
  idle: 'nothing had passed for so long as --idle-timeout allows',
  enough: 'as much had passed as was asked for',
  'bad-frame': 'a message was bad',
  broker: 'the broker cut us off, or lost something',
};

/** What `--explain` says at the end. */
export const explain = (ways: readonly Way[], first: Way | undefined, code: number, cut: Cut): string => {
  const lines = ways.map(({ end, from, tally, to }) => {
    const count = tally.messages > 0 ? `, ${some(tally.messages, 'message')}` : '';
    return `${from} to ${to}: ${formatSize(tally.bytes)} (${some(tally.bytes, 'byte')}${count}); ${endText(end)}`;
  });
  const order = first && ways.length > 1 ? [`the way from ${first.from} ended first`] : [];
  const why = cut === undefined ? '' : `: ${CUT[cut]}`;
  return [...lines, ...order, `exit code ${code}${why}`].map((line) => `ipc-cat: ${line}\n`).join('');
};

/** The same as one JSON object. */
export const explainAsJson = (ways: readonly Way[], first: Way | undefined, code: number, cut: Cut): string => {
  const told = ways.map(({ end, from, tally: { bytes, messages, pending }, to }) => {
    const why = end?.type === 'broken' ? { why: reasonOf(end.error) } : {};
    return { from, to, bytes, messages, pending, end: end?.type ?? 'cancelled', ...why, says: endText(end) };
  });
  const why = cut === undefined ? {} : { cut, why: CUT[cut] };
  return `${JSON.stringify({ type: 'explain', code, first: first?.from, ways: told, ...why })}\n`;
};

/** What one of many has come to, or all who connected. */
interface Part {
  readonly name: string;
  readonly saidBytes: number;
  readonly missed: number;
  readonly trouble?: string | undefined;
}

const describePart = ({ missed, name, saidBytes, trouble }: Part): string => {
  const said = `${name}: said ${formatSize(saidBytes)} (${some(saidBytes, 'byte')})`;
  const misses = missed > 0 ? `, missed ${some(missed, 'message')}` : '';
  return `${said}${misses}${trouble === undefined ? '' : `; ${trouble}`}`;
};

const WHY_OVER = {
  'all-said': 'all was said',
  'nobody-hears': 'nobody was left to hear',
  'reader-gone': 'the reader of standard output went away',
  once: 'the last connection ended',
  cut: 'it was ended early',
} as const;

/** What `--explain` says at the end about many. */
export const explainMany = (
  parts: readonly Part[],
  crowd: Omit<Part, 'name'> & { readonly count: number },
  why: keyof typeof WHY_OVER,
  code: number,
): string => {
  const connected = crowd.count > 0 ? [describePart({ ...crowd, name: some(crowd.count, 'connection') })] : [];
  return [...parts.map(describePart), ...connected, `over, as ${WHY_OVER[why]}`, `exit code ${code}`]
    .map((line) => `ipc-cat: ${line}\n`)
    .join('');
};
