import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../test/rig/until.ts';
import { withPipe } from '../fifo.ts';
import type { Workshop } from '../workshop.ts';
import type { Tool } from './tools.ts';
import { inTrial, type Trial } from './trial.ts';

/** One question to a wrapper; the answer is a word or two for the table. */
export interface Probe {
  readonly title: string;
  readonly ask: (tool: Tool, workshop: Workshop) => Promise<string>;
}

type Signal = 'TERM' | 'KILL' | 'PIPE' | 'INT' | 'HUP' | 'USR2';

const START_MS = 20_000;
/** Wrappers take their signal handlers when the command has long begun, and tell nobody. */
const SETTLE_MS = 400;

let files = 0;

const freshName = (kind: string): string => {
  files += 1;
  return `${kind}-${files}`;
};

/** A command that runs the script, which is in a file: cross-env takes the quotes out of operands. */
const script = (workshop: Workshop, text: string, ...operands: readonly string[]): readonly string[] => [
  '/bin/sh',
  workshop.file(freshName('script'), text),
  ...operands,
];

const ending = (title: string, command: (workshop: Workshop) => readonly string[]): Probe => ({
  title,
  ask: (tool, workshop) => inTrial(tool, command(workshop), workshop, (trial) => trial.ending()),
});

const diesOf = (signal: Signal): Probe =>
  ending(`dies of ${signal}`, (workshop) => script(workshop, `kill -${signal} $$`));

/** Runs a script until it has written the file that is its operand. */
const whenReady = (
  tool: Tool,
  workshop: Workshop,
  text: string,
  work: (trial: Trial) => Promise<string>,
): Promise<string> => {
  const ready = workshop.path(freshName('ready'));
  return inTrial(tool, script(workshop, text, ready), workshop, async (trial) => {
    const started = until(() => existsSync(ready), `${tool.name}'s command runs`, START_MS);
    if (!(await started.catch(() => false))) return 'does not start';
    await sleep(SETTLE_MS);
    return work(trial);
  });
};

// Without the loop, a signal to the whole group could end the `sleep` and with it the script before its trap is run.
const trapping = (signal: Signal): string =>
  `trap 'kill $!; exit 5' ${signal}; : > "$1"; while :; do sleep 300 & wait $!; done`;

const passesOn = (signal: Signal): Probe => ({
  title: `${signal} to the wrapper of a command that then exits 5`,
  ask: (tool, workshop) =>
    whenReady(tool, workshop, trapping(signal), async ({ pid, ending, left }) => {
      process.kill(pid, `SIG${signal}`);
      const how = await ending();
      return how !== '5' && how !== 'hangs' && (await left()) > 0 ? `${how}, it runs on` : how;
    }),
});

// The shell and two more.
const FAMILY = 'sleep 300 & sleep 300 & : > "$1"; wait';

const leaves = (signal: Signal): Probe => ({
  title: `processes left after ${signal} to the wrapper of three`,
  ask: (tool, workshop) =>
    whenReady(tool, workshop, FAMILY, async ({ pid, ending, left }) => {
      process.kill(pid, `SIG${signal}`);
      const how = await ending();
      return how === 'hangs' ? how : `${await left()}`;
    }),
});

const brokenPipe: Probe = {
  title: '`yes \\| head -1`',
  ask: (tool, workshop) =>
    withPipe(workshop, freshName('pipe'), ({ reader, writer }) => {
      spawn('head', ['-1'], { stdio: [reader, 'ignore', 'ignore'] });
      return inTrial(tool, ['yes'], workshop, (trial) => trial.ending(), writer);
    }),
};

/** All questions, in the order of the table. */
export const probes: readonly Probe[] = [
  ending('exits 42', (workshop) => script(workshop, 'exit 42')),
  ...(['TERM', 'KILL', 'PIPE', 'INT'] as const).map(diesOf),
  ending('is not there', () => ['no-such-command-anywhere']),
  ending('is not executable', (workshop) => [workshop.file('not-executable', '#!/bin/sh\n')]),
  ...(['TERM', 'INT', 'HUP', 'USR2'] as const).map(passesOn),
  leaves('TERM'),
  leaves('KILL'),
  brokenPipe,
];
