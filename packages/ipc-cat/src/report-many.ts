/** What is said about many connections. */
import { type Ended, formatSize } from '@proctools/core';
import type { HubEvent } from './hub/hub-event.ts';
import { some } from './report-reason.ts';

const endOfChild = (end: Ended): string =>
  'exited' in end ? `exited with ${end.exited}` : `was killed by ${end.killed}`;

const CUT_OFF = { slow: 'it does not keep up', 'bad-frame': 'it sent a bad message' } as const;

/** One line about one of many. */
export const describeHubEvent = (event: HubEvent): string => {
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
