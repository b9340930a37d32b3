import { existsSync } from 'node:fs';
import { callersOpenFiles, dieBy, type OptionTable, writeErr, writeOut } from '@proctools/core';
import { reportUp } from '../report-up.ts';
import { openStore } from '../store/home.ts';
import { carryOut, type Done, tryOut } from '../up/carry-out.ts';
import { forEachEntry } from '../up/each-entry.ts';
import { findFile } from '../up/find-file.ts';
import { entryOptions } from '../up/option-values.ts';
import { readFile } from '../up/read-file.ts';
import { stepFor, stepsForGone } from '../up/step.ts';
import { wantedBy } from '../up/wanted.ts';
import { doneVerdict } from '../verdict.ts';
import type { Printing } from './options.ts';
import { callersEnvironment } from './start.ts';

type Options = Printing<{ readonly dryRun: boolean }>;

const interruptionIn = (all: readonly Done[]): NodeJS.Signals | undefined =>
  all.flatMap(({ outcome }) => (outcome?.type === 'interrupted' ? [outcome.signal] : []))[0];

/** Makes what runs what the file says; `startOptions` are those of `start`, which an entry may have. */
export const upWith =
  (startOptions: OptionTable) =>
  async ({
    options,
    operands,
  }: {
    readonly options: Options;
    readonly operands: readonly string[];
  }): Promise<number> => {
    const file = findFile(operands[0], existsSync);
    const environment = callersEnvironment();
    const table = entryOptions(startOptions);
    const caller = { cwd: '/', environment, umask: process.umask(), openFiles: callersOpenFiles() ?? null };
    const wanted = wantedBy(file, readFile(file, table, environment.PORT), table, caller);
    const store = openStore();
    const decided = await forEachEntry(wanted, async (one) => stepFor(store, one), options);
    const names = wanted.map(({ name }) => name);
    const steps = [...decided.outcomes, ...stepsForGone(store, file.path, names)];
    const done = await (options.dryRun ? tryOut : carryOut)(store, steps, options);
    const { stderr, stdout } = reportUp(done.outcomes, file.label, options);
    writeErr(stderr);
    writeOut(stdout); // only now: a reader that is gone would end us
    const signal = interruptionIn(done.outcomes);
    if (signal) await dieBy(signal);
    return Math.max(decided.code, done.code, ...done.outcomes.map(doneVerdict)) === 0 ? 0 : 1;
  };
