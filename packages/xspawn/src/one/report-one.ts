/** What one command has to say of itself; the only sentences about it, but for those in Failures. */

import type { Execution, Step } from '@proctools/core';
import { describeEnded, formatDuration, quoteCommand, spellOut } from '@proctools/core';
import type { Attempt } from './attempt.ts';
import type { OnePlan } from './plan.ts';
import type { Usage } from './usage-record.ts';

/** How a try came to its end. */
export const describeAttempt = ({ ending, insisted, stopped }: Attempt): string => {
  const how = insisted ? ', killed' : '';
  if (stopped === 'timeout') return `timed out${how}`;
  if (stopped === 'idle') return `was silent for too long${how}`;
  if (stopped === 'output') return 'wrote too much';
  return 'notStarted' in ending ? ending.notStarted : describeEnded(ending);
};

/** Why xspawn ended the command, or could not start it; undefined when it ended by itself. */
export const reportEnd = ({ command: [name] }: OnePlan, attempt: Attempt): string | undefined => {
  const { ending, stopped } = attempt;
  const after = formatDuration(attempt.durationMs);
  if (stopped !== undefined) return `xspawn: ${spellOut(name)}: ${describeAttempt(attempt)}, ended after ${after}\n`;
  if ('notStarted' in ending) return `xspawn: cannot start ${spellOut(ending.notStarted)}\n`;
  if ('killed' in ending && !ending.killed.startsWith('SIG')) return `xspawn: ${name}: killed by ${ending.killed}\n`;
  return undefined;
};

/** That a try failed, and when the next one is. */
export const reportTry = (
  { command: [name], retries }: OnePlan,
  attempt: Attempt,
  tries: number,
  delayMs: number,
): string =>
  `xspawn: ${spellOut(name)}: try ${tries} of ${retries.count + 1}: ${describeAttempt(attempt)}; again in ${formatDuration(delayMs)}\n`;

const stepText = (step: Step): string => {
  switch (step.type) {
    case 'path':
      return `found in ${step.directory}, a folder of PATH`;
    case 'pathext':
      return `with the extension ${step.extension} of PATHEXT`;
    case 'shebang':
      return `${step.file} is a script: ${step.line}`;
    case 'shim':
      return `${step.file} is a batch file that only runs ${step.script}: that is run, without cmd.exe`;
    case 'batch':
      return `${step.file} is a batch file: ${step.interpreter} runs it, its operands quoted`;
    case 'bytes':
      return `an operand is not UTF-8: ${step.shell} makes it of its bytes, and becomes the command`;
  }
};

export interface Explanation {
  readonly plan: OnePlan;
  readonly execution: Execution;
  readonly cwd: string;
  /** What differs from the caller's environment; undefined for a variable that is taken away. */
  readonly changes: Readonly<Record<string, string | undefined>>;
  readonly becomes: boolean;
}

const changeLine = ([name, value]: readonly [string, string | undefined]): string =>
  value === undefined ? `without  ${spellOut(name)}` : `with     ${quoteCommand([`${name}=${value}`])}`;

/** What `--explain` prints. */
export const explain = ({ becomes, changes, cwd, execution, plan }: Explanation, json: boolean): string => {
  const { argv0, file, operands, steps, verbatim } = execution;
  const argv = [plan.title ?? argv0, ...operands];
  if (json) {
    const how = plan.way === 'wait' ? (becomes ? 'becomes' : 'spawns') : plan.way;
    return `${JSON.stringify({ file, argv, verbatim, cwd, steps, environment: changes, how })}\n`;
  }
  const lines = [
    `file     ${spellOut(file)}`,
    ...steps.map((step) => `         ${spellOut(stepText(step))}`),
    ...argv.map((word, index) => `argv[${index}]  ${quoteCommand([word])}`),
    `in       ${spellOut(cwd)}`,
    ...Object.entries(changes).map(changeLine),
    becomes ? 'how      xspawn becomes it' : 'how      as a child process',
  ];
  return `${lines.join('\n')}\n`;
};

/** The object that `--report` writes. */
export const reportObject = (
  { command }: OnePlan,
  { file }: { readonly file: string },
  attempt: Attempt,
  { code, tries, usage }: { readonly code: number; readonly tries: number; readonly usage: Usage | undefined },
): string => {
  const { ending, pid, startedAt, durationMs, stopped } = attempt;
  return `${JSON.stringify({
    argv: command,
    file,
    pid: pid ?? null,
    exit: 'exited' in ending ? ending.exited : null,
    signal: 'killed' in ending ? ending.killed : null,
    stopped: stopped ?? null,
    code,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(startedAt + durationMs).toISOString(),
    durationMs: Math.round(durationMs * 1_000) / 1_000,
    userMs: usage?.userMs ?? null,
    systemMs: usage?.systemMs ?? null,
    maxRssBytes: usage?.maxRssBytes ?? null,
    tries,
  })}\n`;
};
