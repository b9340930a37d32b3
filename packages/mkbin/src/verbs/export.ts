import { ExitCode, writeErr, writeOut } from '@proctools/core';
import { exportCommand } from '../manifest/export-command.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { homeFolder } from '../place/surroundings.ts';
import { readRecords } from '../records/records.ts';
import { storeFor } from '../records/store.ts';
import { complaint, shown } from '../words.ts';
import type { Printing } from './install-options.ts';

export const exportAll = ({
  options,
}: {
  readonly options: Omit<Printing<{ readonly system: boolean }>, 'json'>;
}): number => {
  const home = homeFolder(process.env);
  const readings = readRecords(storeFor(options.system, process.env));
  const damaged = readings.filter((reading) => reading.type === 'damaged');
  for (const { file, reason } of damaged) writeErr(complaint(`${shown(file)} is damaged: ${reason}`, 'it is left out'));
  const records = readings.flatMap((reading) => (reading.type === 'record' ? [reading.record] : []));
  const manifest: Manifest = { mkbin: 1, commands: records.map((record) => exportCommand(record, home)) };
  writeOut(`${JSON.stringify(manifest, undefined, 2)}\n`);
  const needy = manifest.commands.filter(({ content }) => content === undefined);
  if (!options.quiet)
    for (const { name, source } of needy) writeErr(`${name}: not inside; it needs ${source} on the other machine\n`);
  return damaged.length === 0 ? ExitCode.done : ExitCode.failed;
};
