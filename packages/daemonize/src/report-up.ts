/** What up and down have to say. */
import { formatDuration, quoteCommand, quoteForShell } from '@proctools/core';
import { complain, reportResumed, reportStart, reportStop, type Told } from './report.ts';
import type { StartOutcome } from './start/outcome.ts';
import type { StopOutcome } from './stop.ts';
import type { Done } from './up/carry-out.ts';
import type { Decision } from './up/decide.ts';
import type { Printing } from './verbs/options.ts';
import { doneVerdict } from './verdict.ts';

type Restart = Extract<Decision, { type: 'restart' }>;

const NOTHING: Told = { stdout: '', stderr: '' };

const say = (line: string): Told => ({ stdout: `${line}\n`, stderr: '' });

const pidText = ({ status }: Done): string => (status?.pid == null ? '' : `, pid ${status.pid}`);

const reason = ({ changed }: Restart): string =>
  changed.length === 0 ? '(its start was killed)' : `(changed: ${changed.join(', ')})`;

/** Of one among many, it says whose command it is. */
const started = (name: string, outcome: StartOutcome): Told => {
  if (outcome.type === 'cannot-execute')
    return complain(`${name}: ${outcome.file} cannot be executed: ${outcome.reason}`);
  if (outcome.type !== 'not-found') return reportStart(outcome, undefined, false);
  const { command, search } = outcome;
  return complain(
    `${name}: ${command}: command not found`,
    search === undefined ? 'there is no such file' : `looked in PATH: ${search}`,
  );
};

const restarted = (done: Done, decision: Restart): Told => {
  const { name, outcome, stopped } = done;
  if (outcome?.type !== 'started') return outcome ? started(name, outcome) : ended(stopped);
  const ready = outcome.readyAfterMs === null ? '' : `, ready after ${formatDuration(outcome.readyAfterMs)}`;
  return say(`${name}: restarted${ready}${pidText(done)} ${reason(decision)}`);
};

const ended = (stopped: StopOutcome | undefined): Told => ({
  stdout: stopped ? reportStop([stopped], { json: false, quiet: false }) : '',
  stderr: '',
});

const noLongerIn = (label: string): string => `it is not in ${label} any more`;

const stoppedLine = ({ stopped }: Done, label: string): Told => {
  const told = ended(stopped);
  return stopped?.survivors.length === 0 ? say(`${told.stdout.trimEnd()}: ${noLongerIn(label)}`) : told;
};

const refused = (name: string, file: string | undefined, label: string): Told =>
  complain(
    `${name} runs already, and not from ${label}`,
    file === undefined
      ? `daemonize stop ${name} ends it; or call the entry otherwise`
      : `it is from ${file}: daemonize down ${quoteForShell(file)} ends all that are`,
  );

const doneLine = (done: Done, label: string): Told => {
  const { decision, name, outcome, resumed } = done;
  switch (decision.type) {
    case 'start':
      return outcome ? started(name, outcome) : NOTHING;
    case 'restart':
      return restarted(done, decision);
    case 'take-over':
      return resumed ? reportResumed(name, resumed, false) : NOTHING;
    case 'leave':
      return say(`${name}: unchanged${decision.state === 'running' ? '' : `, ${decision.state}`}${pidText(done)}`);
    case 'stop':
      return stoppedLine(done, label);
    case 'forget':
      return NOTHING;
    case 'refuse':
      return refused(name, decision.file, label);
  }
};

const planLine = (done: Done, label: string): Told => {
  const { decision, name, outcome, request } = done;
  if (outcome) return started(name, outcome);
  switch (decision.type) {
    case 'start':
      return say(`${name}: would be started: ${quoteCommand(request?.settings.command ?? [])}`);
    case 'restart':
      return say(`${name}: would be restarted ${reason(decision)}`);
    case 'take-over':
      return say(`${name}: would be given a supervisor${pidText(done)}`);
    case 'leave':
      return say(`${name}: would be left as it is${pidText(done)}`);
    case 'stop':
      return say(`${name}: would be stopped: ${noLongerIn(label)}`);
    case 'forget':
      return NOTHING;
    case 'refuse':
      return refused(name, decision.file, label);
  }
};

const asJson = (done: Done): object => {
  const { decision, name } = done;
  const changed = decision.type === 'restart' ? decision.changed : [];
  return { name, action: decision.type, changed, ok: doneVerdict(done) === 0, status: done.status };
};

/** What was done about each daemon, or with `--dry-run` what would be: a line or an array element each. */
export const reportUp = (
  all: readonly Done[],
  label: string,
  { dryRun, json, quiet }: Printing<{ readonly dryRun: boolean }>,
): Told => {
  const told = all.map((done) => (dryRun ? planLine : doneLine)(done, label));
  const stderr = told.map((one) => one.stderr).join('');
  if (json) return { stdout: `${JSON.stringify(all.map(asJson))}\n`, stderr };
  return { stdout: quiet ? '' : told.map((one) => one.stdout).join(''), stderr };
};

/** What was stopped. */
export const reportDown = (outcomes: readonly StopOutcome[], label: string, options: Printing): string =>
  outcomes.length > 0 || options.json || options.quiet
    ? reportStop(outcomes, options)
    : `nothing that was started from ${label} is left\n`;
