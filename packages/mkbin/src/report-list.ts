import { formatTable, type Style } from '@proctools/core';
import { type CommandRecord, pathOf } from './records/record.ts';
import type { Standing } from './records/standing.ts';
import { shown } from './words.ts';

export interface Listed {
  readonly record: CommandRecord;
  readonly standing: Standing;
}

/** Why a command is not all right; null when it is. */
export const reasonOf = (standing: Standing): string | null => {
  switch (standing.state) {
    case 'broken':
      return standing.missing === 'script'
        ? `the script ${shown(standing.file)} is gone`
        : `${shown(standing.file)} is gone`;
    case 'replaced':
      return `${shown(standing.file)} is not what mkbin made`;
    case 'no-interpreter':
      return `${shown(standing.program)} is not there`;
    case 'not-on-path':
      return `${shown(standing.folder)} is not on PATH`;
    case 'shadowed':
      return `shells find ${shown(standing.by)} first`;
    case 'ok':
      return null;
  }
};

const listedData = ({ record, standing }: Listed) => ({
  name: record.name,
  path: pathOf(record),
  form: record.form,
  target: record.source,
  state: standing.state,
  reason: reasonOf(standing),
  installedAt: record.installedAt,
});

const stateText = (standing: Standing, style: Style): string => {
  const reason = reasonOf(standing);
  return reason === null ? style.green(standing.state) : `${style.yellow(standing.state)}: ${reason}`;
};

const row = ({ record, standing }: Listed, style: Style): readonly string[] => [
  record.name,
  record.form,
  shown(record.source),
  stateText(standing, style),
];

/** All commands: a table, their names alone, or JSON. */
export const reportList = (
  list: readonly Listed[],
  { json, quiet, style }: { readonly json: boolean; readonly quiet: boolean; readonly style: Style },
): string => {
  if (json) return `${JSON.stringify(list.map(listedData))}\n`;
  if (quiet) return list.map(({ record }) => `${record.name}\n`).join('');
  if (list.length === 0) return 'no commands; make one with: mkbin FILE\n';
  const header = ['NAME', 'FORM', 'TARGET', 'STATE'].map((title) => style.bold(title));
  return formatTable([header, ...list.map((listed) => row(listed, style))]);
};
