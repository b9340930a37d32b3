/** What starting and stopping has to say. The only sentences of daemonize are in the report files and in its failures. */
import { describeEnded, formatDuration, quoteCommand } from '@proctools/core';
import type { Status } from './observe.ts';
import { describeCondition } from './ready/condition.ts';
import type { Settings } from './settings.ts';
import type { LastWords, StartOutcome } from './start/outcome.ts';
import type { StopOutcome } from './stop.ts';
import { folderOf, type Store } from './store/store.ts';
import type { Printing } from './verbs/options.ts';

interface Told {
  readonly stdout: string;
  readonly stderr: string;
}

const complain = (message: string, ...more: readonly string[]): Told => ({
  stdout: '',
  stderr: `daemonize: ${message}\n${more.map((line) => `  ${line}\n`).join('')}`,
});

const quoted = (stream: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`its last words on ${stream}:`, ...lines.map((line) => `| ${line}`)];

const lastWords = ({ stderr, stdout }: LastWords): readonly string[] => {
  const lines = [...quoted('stderr', stderr), ...quoted('stdout', stdout)];
  return lines.length === 0 ? ['it wrote nothing'] : lines;
};

const started = ({ record, pid, readyAfterMs }: Extract<StartOutcome, { type: 'started' }>): string => {
  const how = readyAfterMs === null ? 'started' : `ready after ${formatDuration(readyAfterMs)}`;
  return `${record.name}: ${how}, ${pid === null ? 'and has ended' : `pid ${pid}`}\n`;
};

const alreadyRunning = (outcome: Extract<StartOutcome, { type: 'already-running' }>, quiet: boolean): Told => {
  const { record, state } = outcome;
  const { name, main } = record;
  const pid = main?.pid;
  if (outcome.wanted) return { stdout: quiet ? '' : `${name}: already ${state}, pid ${pid}\n`, stderr: '' };
  return complain(`${name} is ${state} already, pid ${pid}`, `daemonize restart ${name}, or --name to start another`);
};

const failed = (outcome: Exclude<StartOutcome, { type: 'started' | 'already-running' }>): Told => {
  switch (outcome.type) {
    case 'not-found':
      return complain(
        `${outcome.command}: command not found`,
        outcome.search === undefined ? 'there is no such file' : `looked in PATH: ${outcome.search}`,
      );
    case 'cannot-execute':
      return complain(`${outcome.file}: cannot be executed: ${outcome.reason}`);
    case 'died': {
      const ending = 'notExecuted' in outcome.ending ? outcome.ending.notExecuted : describeEnded(outcome.ending);
      return complain(
        `${outcome.name} ended after ${formatDuration(outcome.afterMs)}: ${ending}`,
        ...lastWords(outcome.lastWords),
      );
    }
    case 'not-ready': {
      const what = `${outcome.name} was not ready (${describeCondition(outcome.condition)}) within ${formatDuration(outcome.timeoutMs)}, and was stopped`;
      return complain(
        what,
        ...(outcome.obstacle === undefined ? [] : [outcome.obstacle]),
        ...lastWords(outcome.lastWords),
      );
    }
    case 'taken-over':
      return complain(`${outcome.name} was stopped by somebody else while it was starting`);
    case 'interrupted':
      return complain(`interrupted; ${outcome.name} was stopped`);
  }
};

/** How a start went: one line, or why not; for `--json` the status, when there is one. */
export const reportStart = (outcome: StartOutcome, status: Status | undefined, quiet: boolean): Told => {
  if (status) return { stdout: `${JSON.stringify(status)}\n`, stderr: '' };
  if (outcome.type === 'started') return { stdout: quiet ? '' : started(outcome), stderr: '' };
  return outcome.type === 'already-running' ? alreadyRunning(outcome, quiet) : failed(outcome);
};

/** What `--dry-run` prints. */
export const reportPlan = (store: Store, name: string, settings: Settings, json: boolean): string => {
  if (json) return `${JSON.stringify({ name, folder: folderOf(store, name), ...settings })}\n`;
  const set = Object.entries(settings).filter(
    ([key, value]) =>
      key !== 'command' && value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  const lines = set.map(([key, value]) => `  ${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  return `${name}: would run ${quoteCommand(settings.command)}\n  state: ${folderOf(store, name)}\n${lines.join('\n')}\n`;
};

const stopLine = ({ name, wasRunning, processes, killed, survivors }: StopOutcome): string => {
  const count = processes === 1 ? '1 process' : `${processes} processes`;
  if (survivors.length > 0) return `${name}: pid ${survivors.join(', ')} cannot be ended, the kernel holds it\n`;
  if (processes === 0) return `${name}: ${wasRunning ? 'stopped' : 'was not running'}\n`;
  return `${name}: ${wasRunning ? 'stopped' : 'was not running, ended what it had left behind'} (${count}${killed ? ', killed' : ''})\n`;
};

/** How stopping went, a line or an array element each. */
export const reportStop = (outcomes: readonly StopOutcome[], { json, quiet }: Printing): string => {
  if (json) return `${JSON.stringify(outcomes)}\n`;
  return quiet ? '' : outcomes.map(stopLine).join('');
};
