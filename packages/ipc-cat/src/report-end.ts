/** What is said at the end: what went wrong, and why it ended. */
import { formatDuration, formatSize, isFailure } from '@proctools/core';
import type { Way } from './join/join.ts';
import { reasonOf, some } from './report-reason.ts';
import { type Cut, wantsNoMore } from './verdict.ts';

const endText = ({ end, tally: { dropped } }: Way): string => {
  switch (end?.type) {
    case 'whole':
      return `all${dropped > 0 ? ` but ${some(dropped, 'message')}` : ''} handed over, and the end passed on`;
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
  // Of who wants nothing more it is no trouble that what he might have answered to was not taken.
  const told = ways.some(wantsNoMore) ? ways.filter(({ end }) => end?.type !== 'cancelled') : ways;
  const troubles = told.map((way) => troubleOf(way, cut)).filter((trouble) => trouble !== undefined);
  return troubles
    .filter(({ at }, index) => troubles.findIndex((one) => one.at === at) === index)
    .map(({ text }) => text);
};

const CUT: Readonly<Record<NonNullable<Cut>, string>> = {
  idle: 'nothing had passed for so long as --idle-timeout allows',
  linger: 'the command was still there when --linger was over',
  enough: 'as much had passed as was asked for',
  'bad-frame': 'a message was bad',
  broker: 'the broker cut us off, or lost something',
};

/** What `--explain` says at the end. */
export const explain = (ways: readonly Way[], first: Way | undefined, code: number, cut: Cut): string => {
  const lines = ways.map((way) => {
    const { from, tally, to } = way;
    const count = tally.messages > 0 ? `, ${some(tally.messages, 'message')}` : '';
    return `${from} to ${to}: ${formatSize(tally.bytes)} (${some(tally.bytes, 'byte')}${count}); ${endText(way)}`;
  });
  const order = first && ways.length > 1 ? [`the way from ${first.from} ended first`] : [];
  const why = cut === undefined ? '' : `: ${CUT[cut]}`;
  return [...lines, ...order, `exit code ${code}${why}`].map((line) => `ipc-cat: ${line}\n`).join('');
};

/** What it says where an address could not be opened. */
export const explainUnopened = (name: string, code: number): string =>
  `ipc-cat: nothing has passed, as ${name} could not be opened\nipc-cat: exit code ${code}\n`;

export const explainUnopenedAsJson = (name: string, code: number): string =>
  `${JSON.stringify({ type: 'explain', code, unopened: name, ways: [] })}\n`;

/** The same as one JSON object. */
export const explainAsJson = (ways: readonly Way[], first: Way | undefined, code: number, cut: Cut): string => {
  const told = ways.map((way) => {
    const { bytes, dropped, messages, pending } = way.tally;
    const { end, from, to } = way;
    const left = dropped > 0 ? { dropped } : {};
    const why = end?.type === 'broken' ? { why: reasonOf(end.error) } : {};
    return { from, to, bytes, messages, pending, ...left, end: end?.type ?? 'cancelled', ...why, says: endText(way) };
  });
  const why = cut === undefined ? {} : { cut, why: CUT[cut] };
  return `${JSON.stringify({ type: 'explain', code, first: first?.from, ways: told, ...why })}\n`;
};
