import { readFileSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';
import { gather } from '../gather.ts';
import { importCommand } from '../manifest/import-command.ts';
import { type Exported, readManifest } from '../manifest/manifest.ts';
import { homeFolder } from '../place/surroundings.ts';
import type { Made } from '../plan/plan.ts';
import { othersIn } from '../records/linked.ts';
import { shown } from '../words.ts';
import { announcerFor } from './announce.ts';
import { type CarryOutOptions, installAll, settingFor } from './carry-out.ts';

const STDIN = 0;

const read = (file: string | undefined, name: string): string => {
  try {
    return readFileSync(file ?? STDIN, 'utf8');
  } catch (cause) {
    throw new Failure(ExitCode.failed, `cannot read ${name}`, { cause });
  }
};

export const importAll = async ({
  options,
  operands: [file],
}: {
  readonly options: CarryOutOptions & { readonly noEdit: boolean };
  readonly operands: readonly string[];
}): Promise<number> => {
  const setting = settingFor('import', options);
  const name = file === undefined ? 'standard input' : shown(file);
  const { commands } = readManifest(read(file, name), name);
  const home = homeFolder(process.env);
  const edits = options.noEdit ? 'forbidden' : 'allowed';
  const make = () =>
    gather<Exported, Made>(commands, async (exported, before) => {
      const others = othersIn(setting.store, before);
      return [await importCommand(exported, home, { edits, others, announce: announcerFor(exported.name, options) })];
    });
  return installAll(make, setting);
};
