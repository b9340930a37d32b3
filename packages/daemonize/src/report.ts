/** What starting and stopping has to say. The only sentences of daemonize are in the report files and in its failures. */
import {
  describeEnded,
  type Ending,
  formatDuration,
  formatTable,
  nearest,
  quoteCommand,
  spellOut,
} from '@proctools/core';
import { describeAddress } from './crew/address.ts';
import type { Status } from './observe.ts';
import { describeCondition } from './ready/condition.ts';
import { workersText } from './report-crew.ts';
import { settingTexts } from './setting-texts.ts';
import type { Settings } from './settings.ts';
import type { LastWords, StartOutcome } from './start/outcome.ts';
import type { StopOutcome } from './stop.ts';
import { type CrewRecord, mainsOf } from './store/record.ts';
import type { Printing } from './verbs/options.ts';
import type { Resumed } from './verbs/resume.ts';

/** `start` left out: a word that is near to none of these is a command. */
const VERBS = [
  'list',
  'top',
  'status',
  'stop',
  'restart',
  'reload',
  'scale',
  'signal',
  'logs',
  'events',
  'why',
  'wait',
  'resume',
  'up',
  'down',
  'export',
  'remove',
];

export interface Told {
  readonly stdout: string;
  readonly stderr: string;
}

/** A failure as the user reads it. */
export const complain = (message: string, ...more: readonly string[]): Told => ({
  stdout: '',
  stderr: `daemonize: ${message}\n${more.map((line) => `  ${line}\n`).join('')}`,
});

const quoted = (stream: string, lines: readonly string[] | null): readonly string[] =>
  lines === null || lines.length === 0
    ? []
    : [`its last words on ${stream}:`, ...lines.map((line) => `| ${spellOut(line)}`)];

const lastWords = ({ stderr, stdout }: LastWords): readonly string[] => {
  const lines = [...quoted('stderr', stderr), ...quoted('stdout', stdout)];
  return lines.length === 0 && stdout !== null && stderr !== null ? ['it wrote nothing'] : lines;
};

const started = ({ record, pid, readyAfterMs }: Extract<StartOutcome, { type: 'started' }>): string => {
  const how = readyAfterMs === null ? 'started' : `ready after ${formatDuration(readyAfterMs)}`;
  if (record.crew) return `${record.name}: ${how}, ${crewText(record.crew)}\n`;
  return `${record.name}: ${how}, ${pid === null ? 'and has ended' : `pid ${pid}`}\n`;
};

const crewText = ({ listen, workers }: CrewRecord): string => {
  const where = listen.length === 0 ? '' : ` on ${listen.map(describeAddress).join(' ')}`;
  return `${workersText(workers.length)}${where}, pid ${workers.map(({ main }) => main.pid).join(' ')}`;
};

const alreadyRunning = (outcome: Extract<StartOutcome, { type: 'already-running' }>, quiet: boolean): Told => {
  const { record, state } = outcome;
  const { name } = record;
  const pid = mainsOf(record)
    .map((main) => main.pid)
    .join(' ');
  if (outcome.wanted) return { stdout: quiet ? '' : `${name}: already ${state}, pid ${pid}\n`, stderr: '' };
  return complain(`${name} is ${state} already, pid ${pid}`, `daemonize restart ${name}, or --name to start another`);
};

/** A word that is no command may be a verb that was mistyped, or that other tools have. */
const similarVerb = (word: string): readonly string[] => {
  if (['help', 'man', 'version'].includes(word)) return [`did you mean daemonize --${word}?`];
  const verb = nearest(word, VERBS);
  return verb === undefined ? [] : [`did you mean the verb ${verb}?`];
};

/** What one sees when a command goes into the background by itself. */
const forkHint = (ending: Ending): readonly string[] =>
  'exited' in ending && ending.exited === 0
    ? ['a daemon has to stay in the foreground: if the command detaches by itself, tell it not to']
    : [];

const failed = (outcome: Exclude<StartOutcome, { type: 'started' | 'already-running' }>): Told => {
  switch (outcome.type) {
    case 'not-found':
      return complain(
        `${outcome.command}: command not found`,
        ...similarVerb(outcome.command),
        outcome.search === undefined ? 'there is no such file' : `looked in PATH: ${outcome.search}`,
      );
    case 'cannot-execute':
      return complain(`${outcome.file}: cannot be executed: ${outcome.reason}`);
    case 'died': {
      const ending = 'notExecuted' in outcome.ending ? outcome.ending.notExecuted : describeEnded(outcome.ending);
      return complain(
        `${outcome.name} ended after ${formatDuration(outcome.afterMs)}: ${ending}`,
        ...forkHint(outcome.ending),
        ...lastWords(outcome.lastWords),
      );
    }
    case 'not-ready': {
      const what = `${outcome.name} was not ready (${describeCondition(outcome.condition)}) within ${formatDuration(outcome.timeoutMs)}, and was stopped`;
      return complain(
        what,
        ...(outcome.obstacle === undefined ? [] : [spellOut(outcome.obstacle)]),
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

/** What `resume` did about one daemon: took it over as it ran, started it again, or nothing. */
export const reportResumed = (name: string, resumed: Resumed, quiet: boolean): Told => {
  if (resumed.type === 'fine') return { stdout: quiet ? '' : `${name}: ${resumed.state}\n`, stderr: '' };
  if (resumed.type === 'started' || resumed.outcome.type !== 'started')
    return reportStart(resumed.outcome, undefined, quiet);
  const { pid, record } = resumed.outcome;
  return {
    stdout: quiet ? '' : `${name}: taken over, ${record.crew ? crewText(record.crew) : `pid ${pid}`}\n`,
    stderr: '',
  };
};

/** What `--dry-run` prints. */
export const reportPlan = (folder: string, file: string, name: string, settings: Settings, json: boolean): string => {
  if (json) return `${JSON.stringify({ name, folder, file, ...settings })}\n`;
  const texts = Object.entries(settingTexts(settings)).flatMap(([option, text]) =>
    text === null ? [] : [[`  ${option}`, text]],
  );
  const rows = [['  file', file], ...texts, ['  state', folder]];
  const where = settings.foreground ? ' in the foreground:' : '';
  return `${name}: would run${where} ${quoteCommand(settings.command)}\n${formatTable(rows)}`;
};

const stopLine = ({ name, wasRunning, processes, killed, survivors }: StopOutcome): string => {
  const count = processes === 1 ? '1 process' : `${processes} processes`;
  if (survivors.length > 0)
    return `${name}: pid ${survivors.join(', ')} cannot be ended: the kernel holds it, or it belongs to another user\n`;
  if (processes === 0) return `${name}: ${wasRunning ? 'stopped' : 'was not running'}\n`;
  return `${name}: ${wasRunning ? 'stopped' : 'was not running, ended what it had left behind'} (${count}${killed ? ', killed' : ''})\n`;
};

/** How stopping went, a line or an array element each. */
export const reportStop = (
  outcomes: readonly StopOutcome[],
  { json, quiet }: Pick<Printing, 'json' | 'quiet'>,
): string => {
  if (json) return `${JSON.stringify(outcomes)}\n`;
  return quiet ? '' : outcomes.map(stopLine).join('');
};

/** What was removed, a line or an array element each. */
export const reportRemove = (removed: readonly { readonly name: string }[], { json, quiet }: Printing): string => {
  if (json) return `${JSON.stringify(removed)}\n`;
  return quiet ? '' : removed.map(({ name }) => `${name}: removed\n`).join('');
};
