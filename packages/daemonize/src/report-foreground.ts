/** What daemonize says while it looks after a daemon in the foreground: on standard error, between the lines of the command. */
import type { Asked } from './foreground/signals.ts';
import { sentenceOf } from './report-events.ts';
import type { DaemonEvent } from './store/journal.ts';
import type { Printing } from './verbs/options.ts';

/** The sentence of an event is written to stand behind its type; these say more without. */
const leadOf = ({ type }: DaemonEvent): string => {
  if (type === 'left') return '';
  return type === 'restarting' ? 'restarting ' : `${type}, `;
};

/** Something that has happened; nothing where it follows from what was said before. */
export const reportHappening = (name: string, event: DaemonEvent, { json }: Printing): string => {
  if (json) return `${JSON.stringify({ name, ...event })}\n`;
  if (event.type === 'left' && event.why === 'exited') return '';
  return `daemonize: ${name}: ${leadOf(event)}${sentenceOf(event)}\n`;
};

/** That a signal is not ignored, though the command may take its time. */
export const reportAsked = (name: string, { isIdle, signal }: Asked, { json }: Printing): string =>
  json || isIdle ? '' : `daemonize: ${name}: ending it, asked by ${signal}; a second signal kills it\n`;

/** What is missing where nobody reaps. */
export const reportNoInit = (obstacle: string): string =>
  `daemonize: as the first process of a container it cannot reap what others leave behind: ${obstacle}\n` +
  '  docker run --init (in Compose, init: true) puts a process in front that does; so does Node 22.15 with a /bin/sh\n';
