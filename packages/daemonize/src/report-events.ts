/** What events prints. */
import { formatDuration, formatSize, quoteCommand, spellOut } from '@proctools/core';
import type { DaemonEvent } from './store/journal.ts';
import type { Exit } from './store/record.ts';
import type { Cause } from './supervisor/transition.ts';

export const exitText = (exit: Exit | null): string => {
  if (exit === null) return 'nobody saw how';
  return 'code' in exit ? `exit code ${exit.code}` : `killed by ${exit.signal}`;
};

const saying = (lastLine: string | null): string => (lastLine === null ? '' : `, saying: ${spellOut(lastLine)}`);

/** Why a command that ran was ended to be started again. */
const CAUSES: Readonly<Record<Cause, string>> = {
  asked: 'somebody asked for it',
  health: 'it does not work (--health)',
  memory: 'it has become too big (--max-memory)',
  runtime: 'it has run for long enough (--max-runtime)',
  watch: 'a file has changed (--watch)',
};

export const causeText = ({ cause, detail }: Extract<DaemonEvent, { type: 'unfit' }>): string =>
  `${CAUSES[cause]}: ${spellOut(detail)}`;

/** Which worker it is about, where there are several. */
const subject = ({ worker }: DaemonEvent): string => (worker === undefined ? '' : `worker ${worker}, `);

export const sentenceOf = (event: DaemonEvent): string => `${subject(event)}${predicateOf(event)}`;

const predicateOf = (event: DaemonEvent): string => {
  switch (event.type) {
    case 'started':
      return `pid ${event.pid}: ${quoteCommand(event.command)}`;
    case 'ready':
      return `pid ${event.pid}, after ${formatDuration(event.afterMs)}`;
    case 'start-failed':
      return `${event.reason}${saying(event.lastLine)}`;
    case 'exited': {
      const uptime = event.uptimeMs === null ? '' : ` after ${formatDuration(event.uptimeMs)}`;
      return `pid ${event.pid}, ${exitText(event.exit)}${uptime}${saying(event.lastLine)}`;
    }
    case 'restarting':
      return `in ${formatDuration(event.afterMs)}, ${event.inARow} in a row`;
    case 'left':
      return event.why === 'failed'
        ? `not started again: too many restarts (${event.restarts} in all)`
        : 'left as it ended: nothing says to start it again';
    case 'retired': {
      const how = event.how === null ? 'nobody saw how' : event.how;
      return `pid ${event.pid}, ${how}${event.killed ? ', killed' : ''}, after ${formatDuration(event.uptimeMs)}`;
    }
    case 'leaving':
      return `pid ${event.pid} has asked to be replaced`;
    case 'reloaded':
      return `all ${event.workers}, in ${formatDuration(event.afterMs)}`;
    case 'reload-failed':
      return `${event.reason}${saying(event.lastLine)}`;
    case 'scaled':
      return `from ${event.from} to ${event.to} workers`;
    case 'unfit':
      return `pid ${event.pid}, ${causeText(event)}`;
    case 'rotated':
      return `${formatSize(event.bytes)} of ${event.stream} moved to an archive`;
    case 'log-lost':
      return `${event.lines} lines of ${event.stream} (${formatSize(event.bytes)}) could not be written: ${event.reason}`;
    case 'logger-ended':
      return `the logger, ${event.reason}; another follows`;
    case 'resumed':
      return `pid ${event.pid} has a new supervisor`;
    case 'no-control':
      return `its control socket could not be opened: ${spellOut(event.reason)}`;
    case 'supervisor-failed':
      return `a bug of daemonize: ${spellOut(event.reason)}`;
    case 'signalled':
      return `${event.signal} to pid ${event.pid}`;
    case 'stopped':
      return `${event.signal}${event.killed ? ', then killed' : ''}, ${event.processes} ${event.processes === 1 ? 'process' : 'processes'}, after ${formatDuration(event.uptimeMs)}`;
  }
};

/** An event as a line. */
export const reportEvent = (event: DaemonEvent): string =>
  `${event.time}  ${event.type.padEnd(12)}  ${sentenceOf(event)}\n`;
