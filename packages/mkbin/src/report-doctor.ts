/** What doctor has found, what can be done about it, and what was. */
import { quoteForShell, type Style, spellOut } from '@proctools/core';
import { type Finding, isFixable } from './doctor/finding.ts';
import { type CommandRecord, pathOf } from './records/record.ts';
import type { Standing } from './records/standing.ts';
import { reasons } from './report.ts';
import { remedyLines } from './report-check.ts';
import { reasonOf } from './report-list.ts';
import { shown } from './words.ts';

/** A command, and how it was found; what was repaired was looked at once more. */
export interface Examined {
  readonly record: CommandRecord;
  readonly findings: readonly Finding[];
  readonly repaired: readonly Finding[];
}

type Told = readonly [what: string, ...advice: readonly string[]];

const FIX = 'mkbin doctor --fix makes it again';

const standingText = (
  standing: Exclude<Standing, { readonly state: 'ok' }>,
  record: CommandRecord,
  canBeFixed: boolean,
): Told => {
  const reason = reasonOf(standing) ?? '';
  const { name, source } = record;
  switch (standing.state) {
    case 'broken':
      return [reason, canBeFixed ? FIX : `put it back, or take the command away: mkbin remove ${name}`];
    case 'replaced':
      return [
        reason,
        `to have the command again: mkbin --force --name ${name} ${quoteForShell(source)}`,
        `to leave the file: mkbin remove --forget ${name}`,
      ];
    case 'no-interpreter':
      return [
        reason,
        canBeFixed
          ? 'mkbin doctor --fix takes the one that is there'
          : 'install it, or name another with --interpreter',
      ];
    case 'not-on-path':
      return [reason, 'mkbin path --apply adds it'];
    case 'shadowed':
      return [reason, `mkbin who ${name} tells whose it is`];
  }
};

const where = (file: string, lines: readonly { readonly line: number }[]): string =>
  lines.map(({ line }) => `${shown(file)}:${line}`).join(', ');

const findingText = (finding: Finding, record: CommandRecord): Told => {
  switch (finding.type) {
    case 'standing':
      return standingText(finding.standing, record, isFixable(finding));
    case 'unfit':
      return [`${shown(finding.file)} cannot be run as it is: ${reasons(finding.why)}`, 'mkbin doctor --fix mends it'];
    case 'refused':
      return finding.hint === undefined ? [finding.message] : [finding.message, finding.hint];
    case 'guard':
      return [
        `${where(finding.file, finding.guards)} asks whether it is the script that was run, and through a link it is not`,
        ...finding.guards.flatMap((guard) => remedyLines(guard, finding.isModule)),
      ];
    case 'main-word':
      return [
        `${where(finding.file, finding.guards)}: Node ${process.version} does not know import.meta.main`,
        'it is known from 22.18 and 24.2 on',
      ];
    case 'env-split':
      return [
        `${shown(finding.file)}: env of this system takes no options`,
        `options for Node that work everywhere: mkbin --node-options`,
      ];
    case 'stale':
      return [`${shown(finding.file)} has changed since the ${record.form} was made`, FIX];
    case 'extra-gone':
      return [`${shown(finding.file)} is gone`, 'mkbin --extras brings it back'];
  }
};

const lines = (name: string, [what, ...advice]: Told, style: Style): string =>
  `${name}: ${style.yellow(spellOut(what))}\n${advice.map((line) => `  ${spellOut(line)}\n`).join('')}`;

const examinedText = (examined: Examined, style: Style): string => {
  const { findings, record, repaired } = examined;
  if (findings.length === 0) return `${record.name}: ${style.green('ok')}\n`;
  return findings
    .map((finding) => {
      const told = findingText(finding, record);
      return repaired.includes(finding)
        ? `${record.name}: ${style.green('repaired')}: ${spellOut(told[0])}\n`
        : lines(record.name, told, style);
    })
    .join('');
};

/** A paragraph for each command. */
export const reportDoctor = (all: readonly Examined[], style: Style): string =>
  all.map((examined) => examinedText(examined, style)).join('');

const findingData = (finding: Finding, examined: Examined): object => {
  const [reason, ...advice] = findingText(finding, examined.record);
  return {
    type: finding.type === 'standing' ? finding.standing.state : finding.type,
    reason,
    advice,
    isFixable: isFixable(finding),
    isRepaired: examined.repaired.includes(finding),
  };
};

/** The same for programs. */
export const doctorData = (all: readonly Examined[]): string =>
  `${JSON.stringify(
    all.map((examined) => ({
      name: examined.record.name,
      path: pathOf(examined.record),
      findings: examined.findings.map((finding) => findingData(finding, examined)),
    })),
  )}\n`;
