/** One daemon in the words of another supervisor; what those cannot say stands in a comment. */
import { spellOut } from '@proctools/core';
import { settingTexts } from '../setting-texts.ts';
import { compose } from './compose.ts';
import { kubernetes } from './kubernetes.ts';
import { launchd } from './launchd.ts';
import { openrc } from './openrc.ts';
import type { Subject, Translation } from './subject.ts';
import { systemd } from './systemd.ts';

export const FORMATS = ['systemd', 'launchd', 'openrc', 'kubernetes', 'compose'] as const;

export type Format = (typeof FORMATS)[number];

const TRANSLATIONS: Readonly<Record<Format, (subject: Subject) => Translation>> = {
  systemd,
  launchd,
  openrc,
  kubernetes,
  compose,
};

/** Options that were given, and that the translation does not have. */
const unsaid = ({ settings }: Subject, { says }: Translation): readonly string[] =>
  Object.entries(settingTexts(settings))
    .filter(([option, text]) => text !== null && !says.includes(option))
    .map(([option, text]) => `not said here: ${option} ${spellOut(text ?? '')}`);

const hidden = ({ variables }: Subject): readonly string[] => {
  const names = variables.filter(({ value }) => value === undefined).map(({ name }) => name);
  return names.length === 0 ? [] : [`values left out, --show-env writes them: ${names.join(' ')}`];
};

/** XML has no two hyphens in a comment, and nothing stands before its first line. */
const withXmlComment = (text: string, lines: readonly string[]): string => {
  const [first, ...rest] = text.split('\n');
  const comment = lines.map((line) => `  ${line.replace(/-(?=-)/g, '- ')}`).join('\n');
  return [first, `<!--\n${comment}\n-->`, ...rest].join('\n');
};

const withComment = (text: string, lines: readonly string[]): string => {
  const comment = lines.map((line) => `# ${line}\n`).join('');
  return text.startsWith('#!') ? text.replace('\n', `\n${comment}`) : `${comment}${text}`;
};

export const translate = (subject: Subject, format: Format): string => {
  const translation = TRANSLATIONS[format](subject);
  const lines = [
    `${subject.name}, as daemonize runs it`,
    ...(subject.settings.clearEnv ? [] : ['the environment of the shell that started it is not here']),
    ...hidden(subject),
    ...unsaid(subject, translation),
    ...translation.remarks,
  ];
  return format === 'launchd' ? withXmlComment(translation.text, lines) : withComment(translation.text, lines);
};
