import { expect, test } from 'vitest';
import type { Asked } from '../src/foreground/signals.ts';
import type { StartOutcome } from '../src/start/outcome.ts';
import type { Exit } from '../src/store/record.ts';
import type { Parting } from '../src/supervisor/parting.ts';
import { endOfStart, endOfSupervision } from '../src/verdict.ts';

const interrupted: Asked = { signal: 'SIGINT', isIdle: false };
const idle: Asked = { signal: 'SIGINT', isIdle: true };

test.each<[string, Parting['why'], Exit | null, Asked | undefined, Exit]>([
  ['ended by itself', 'exited', { code: 0 }, undefined, { code: 0 }],
  ['ended by itself', 'exited', { code: 3 }, undefined, { code: 3 }],
  ['was killed', 'exited', { signal: 'SIGKILL' }, undefined, { signal: 'SIGKILL' }],
  ['was killed by what has no name', 'exited', { signal: 'SIG35' }, undefined, { code: 163 }],
  ['was killed by what Node does not tell', 'exited', { signal: 'a real-time signal' }, undefined, { code: 1 }],
  ['ended unseen', 'exited', null, undefined, { code: 1 }],
  ['did as it was asked', 'stopped', { signal: 'SIGTERM' }, interrupted, { signal: 'SIGINT' }],
  ['had something to say', 'stopped', { code: 7 }, interrupted, { code: 7 }],
  ['had nothing to say', 'stopped', { code: 0 }, interrupted, { code: 0 }],
  ['was deaf', 'stopped', { signal: 'SIGKILL' }, interrupted, { signal: 'SIGKILL' }],
  ['was not there', 'stopped', { code: 3 }, idle, { signal: 'SIGINT' }],
  ['ended while it was started', 'stopped', null, interrupted, { signal: 'SIGINT' }],
  ['ended too often', 'failed', { code: 3 }, undefined, { code: 3 }],
  ['ended too often, and well', 'failed', { code: 0 }, undefined, { code: 1 }],
  ['was killed too often', 'failed', { signal: 'SIGKILL' }, undefined, { signal: 'SIGKILL' }],
  ['was stopped by somebody else', 'released', { signal: 'SIGTERM' }, undefined, { signal: 'SIGTERM' }],
  ['was stopped by somebody else', 'released', { code: 7 }, idle, { code: 7 }],
])('in the foreground, a command that %s: %s %j %j is %j', (_, why, exit, asked, expected) => {
  expect(endOfSupervision({ why, exit }, asked, 'SIGTERM')).toEqual(expected);
});

const died = (ending: Extract<StartOutcome, { type: 'died' }>['ending']): StartOutcome => ({
  ...{ type: 'died', name: 'a', ending, afterMs: 1, lastWords: { stdout: null, stderr: null } },
});

test.each<[StartOutcome, Exit]>([
  [died({ exited: 3 }), { code: 3 }],
  [died({ killed: 'SIGSEGV' }), { signal: 'SIGSEGV' }],
  [died({ notExecuted: 'no such loader' }), { code: 1 }],
  [{ type: 'interrupted', name: 'a', signal: 'SIGTERM' }, { signal: 'SIGTERM' }],
  [{ type: 'not-found', command: 'a', search: undefined }, { code: 127 }],
  [{ type: 'cannot-execute', file: 'a', reason: 'b' }, { code: 126 }],
  [{ type: 'taken-over', name: 'a' }, { code: 1 }],
])('in the foreground, a start that came to %j is %j', (outcome, expected) => {
  expect(endOfStart(outcome)).toEqual(expected);
});
