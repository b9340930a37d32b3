// Keeps the option tables in the READMEs of the tools equal to what the tools say of themselves.
// `readme.ts` rewrites them; `readme.ts --check` fails when one is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { type Command, commonOptions, type Option, type Verb } from '@proctools/core';
import { grouped, meaning, spelling } from '../packages/core/src/cli/describe.ts';
import { command as daemonize } from '../packages/daemonize/src/command.ts';
import { command as forkBench } from '../packages/fork-bench/src/command.ts';
import { command as ipcCat } from '../packages/ipc-cat/src/command.ts';
import { command as mkbin } from '../packages/mkbin/src/command.ts';
import { command as xspawn } from '../packages/xspawn/src/command.ts';
import { inRepository } from './repository.ts';

const tools: readonly Command[] = [daemonize, forkBench, ipcCat, mkbin, xspawn];

const BEGIN = '<!-- options: written by scripts/readme.ts -->';
const END = '<!-- /options -->';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** `-n, --lines=N` with each spelling in code quotes. */
const spellings = (key: string, option: Option): string =>
  spelling(key, option)
    .split(', ')
    .map((text) => cell(`\`${text}\``))
    .join(', ');

const row = ([key, option]: readonly [string, Option]): string =>
  `| ${spellings(key, option)} | ${cell(meaning(option))} |`;

const table = (options: Readonly<Record<string, Option>>): string =>
  ['| option | meaning |', '| --- | --- |', ...Object.entries(options).map(row)].join('\n');

const verbSection = ([name, verb]: readonly [string, Verb], defaultVerb: string): string => {
  const usage = [name === defaultVerb ? `[${name}]` : name, verb.operands].join(' ').trim();
  const options = Object.keys(verb.options).length > 0 ? `\n\n${table(verb.options)}` : '';
  return `### \`${usage}\`\n\n${verb.summary}${options}`;
};

/** A command without verbs has one table for each heading of its help. */
const groupSections = ({ options }: Verb): readonly string[] =>
  [...grouped(options)].map(([heading, rows]) => `### ${heading}\n\n${table(Object.fromEntries(rows))}`);

const section = ({ defaultVerb, verbs }: Command): string => {
  const entries = Object.entries(verbs);
  const [first] = entries;
  const sections =
    entries.length === 1 && first ? groupSections(first[1]) : entries.map((entry) => verbSection(entry, defaultVerb));
  return [...sections, `### Common to all\n\n${table(commonOptions)}`].join('\n\n');
};

const updated = (text: string, command: Command): string => {
  const [before, after] = [text.split(BEGIN)[0], text.split(END)[1]];
  if (before === undefined || after === undefined)
    throw new Error(`README of ${command.name}: no place for the options`);
  return `${before}${BEGIN}\n\n${section(command)}\n\n${END}${after}`;
};

for (const command of tools) {
  const file = inRepository('packages', command.name, 'README.md');
  const text = readFileSync(file, 'utf8');
  const wanted = updated(text, command);
  if (text === wanted) continue;
  if (process.argv.includes('--check')) {
    console.error(`packages/${command.name}/README.md is out of date: run npm run readme`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, wanted);
  }
}
