/** All that ipc-cat says; Failures apart. */
import { errorCode, formatDuration, formatSize } from '@proctools/core';
import type { ChildEnd } from './endpoint.ts';
import type { OpeningEvent } from './endpoints/opening.ts';
import type { BadFrame } from './frames/bad-frame.ts';
import type { HubEvent } from './hub/hub-event.ts';
import type { FlowEnd } from './join/flow.ts';
import type { Way } from './join/join.ts';
import type { Cut } from './verdict.ts';
import { type Course, progressText } from './watch/progress-line.ts';
import type { RecordBroken, RecordMissing } from './watch/record.ts';

export type Event =
  | OpeningEvent
  | HubEvent
  | ({ readonly type: 'bad-frame'; readonly name?: string } & BadFrame)
  | { readonly type: 'unfit'; readonly count: number }
  | { readonly type: 'trouble'; readonly text: string }
  | { readonly type: 'idle'; readonly forMs: number }
  | RecordBroken
  | RecordMissing
  | ({ readonly type: 'progress'; readonly isLast: boolean } & Course);

const WHY: Readonly<Record<BadFrame['why'], string>> = {
  'too-long': 'is longer than --max-frame allows',
  'not-json': 'is not JSON',
  'cut-off': 'is cut off by the end of the data',
  reserved: 'has a cmd that begins with NODE_, which Node keeps for itself',
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
    case 'cut-off':
      return `${event.name} is cut off: ${CUT_OFF[event.why]}`;
    case 'untaken':
      return `${some(event.count, 'message')} not handed over: nobody was left to take them`;
    case 'served':
      return `${event.name}: the command ${endOfChild(event.end)}`;
    case 'unserved':
      return `${event.name}: cannot be served: ${event.why}`;
  }
};

/** One line on standard error. */
export const describeEvent = (event: Event): string => {
  switch (event.type) {
    case 'listening':
      return `listening on ${event.name}`;
    case 'reconnecting':
      return `${event.name}: ${event.why}; again in ${formatDuration(event.inMs)}`;
    case 'reconnected':
      return `${event.name}: connected again`;
    case 'lost':
      return `${event.name}: ${some(event.count, 'message')} lost: ${event.why}`;
    case 'again':
      return `${event.name}: ${some(event.count, 'message')} may have come before`;
    case 'bad-frame':
      return `${event.name === undefined ? '' : `${event.name}: `}the message at byte ${event.position} (${some(event.length, 'byte')}) ${WHY[event.why]}: left out`;
    case 'joined':
    case 'left':
    case 'broke':
    case 'missed':
    case 'cut-off':
    case 'untaken':
    case 'served':
    case 'unserved':
      return describeHubEvent(event);
    case 'unfit':
      return `${some(event.count, 'message')} left out: with a newline inside, and so not to be told apart in this --frame`;
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
export const isWorthTelling = ({ type }: Event): boolean =>
  !['listening', 'reconnected', 'joined', 'left', 'served'].includes(type);

/** What went wrong, with the system's code. */
export const reasonOf = (error: unknown): string => {
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === undefined ? message : message.includes(code) ? message : `${message} (${code})`;
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

/** What went wrong on one way, in a sentence; undefined when nothing did. Whoever had enough misses nothing of what began then. */
export const describeTrouble = ({ end, from, tally, to }: Way, cut: Cut): string | undefined => {
  if (end?.type === 'broken') return `${end.side === 'reading' ? from : to}: ${reasonOf(end.error)}`;
  if (end?.type === 'reader-gone' && end.lost && to !== '-')
    return `${to}: went away before it had taken all from ${from}`;
  if (end?.type === 'cancelled' && tally.pending > 0)
    return `${to}: has not taken ${some(tally.pending, 'byte')} from ${from}`;
  if (end?.type === 'cancelled' && cut !== 'enough' && end.unfinished)
    return `${from}: ${some(end.unfinished, 'byte')} of a message that did not end were left out`;
  return undefined;
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
