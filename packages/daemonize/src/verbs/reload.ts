import { ExitCode, Failure, writeErr, writeOut } from '@proctools/core';
import { type Probed, probe, targetOf } from '../crew/probe.ts';
import { reportReloads } from '../report-crew.ts';
import { openStore, type Store } from '../store/home.ts';
import { requireRecord } from '../store/records.ts';
import type { Answer } from '../supervisor/control.ts';
import { ask } from '../supervisor/request.ts';
import { reloadVerdict } from '../verdict.ts';
import { forEachName } from './each-name.ts';
import type { Printing } from './options.ts';
import { targets } from './targets.ts';

type Options = Printing<{ readonly all: boolean; readonly verify: string | undefined }>;

/** How a reload went. */
export interface Reloaded {
  readonly name: string;
  readonly answer: Answer;
  readonly verified: Probed | undefined;
}

const reloadOne = async (store: Store, name: string, { verify }: Options): Promise<Reloaded> => {
  const record = requireRecord(store, name);
  if (!record.crew) {
    throw new Failure(ExitCode.failed, `${name} has no workers that could be replaced one after the other`, {
      hint: `daemonize restart ${name}; or start it with --workers or --listen`,
    });
  }
  const asking = verify === undefined ? undefined : probe(targetOf(record, verify));
  try {
    const answer = await ask(record, { request: 'reload' });
    return { name, answer, verified: await asking?.stop() };
  } catch (error) {
    await asking?.stop();
    throw error;
  }
};

/** Replaces the workers of each daemon. */
export const reload = async ({
  options,
  operands,
}: {
  readonly options: Options;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const named = targets(store, 'reload', options.all, operands);
  const names = options.all ? named.filter((name) => requireRecord(store, name).crew) : named;
  const { code, outcomes } = await forEachName(names, (name) => reloadOne(store, name, options), options);
  const { stderr, stdout } = reportReloads(outcomes, options);
  writeErr(stderr);
  writeOut(stdout);
  return Math.max(code, ...outcomes.map(reloadVerdict));
};
