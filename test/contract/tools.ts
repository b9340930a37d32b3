// What the common contract is run over: every package that installs a command, with its record.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { verbWords } from '../../packages/core/src/cli/choose-verb.ts';
import type { Command, Option, OptionTable } from '../../packages/core/src/index.ts';
import { commonOptions, optionName } from '../../packages/core/src/index.ts';
import type { Ended } from '../rig/run.ts';
import { repository, toolPath } from '../rig/tool.ts';

export interface Tool {
  readonly name: string;
  readonly version: string;
  /** The built file. */
  readonly file: string;
  readonly record: Command;
}

const packages = path.join(repository, 'packages');

const manifestOf = (name: string): { readonly bin?: Record<string, string>; readonly version: string } =>
  JSON.parse(readFileSync(path.join(packages, name, 'package.json'), 'utf8'));

const load = async (name: string): Promise<Tool> => {
  const { command: record } = await import(`../../packages/${name}/src/command.ts`);
  return { name, version: manifestOf(name).version, file: toolPath(name), record };
};

export const tools: readonly Tool[] = await Promise.all(
  readdirSync(packages)
    .filter((name) => manifestOf(name).bin?.[name] !== undefined)
    .map(load),
);

/** How a verb is called (nothing, when the tool has but one), with all its options. */
export interface CalledVerb {
  readonly tool: Tool;
  /** `daemonize logs`: for titles. */
  readonly line: string;
  readonly words: readonly string[];
  readonly table: OptionTable;
  readonly fewest: number;
  readonly most: number;
  readonly takesCommand: boolean;
}

const verbsOf = (tool: Tool): readonly CalledVerb[] =>
  Object.entries(tool.record.verbs).map(([verb, { options, fewest, most, takesCommand = false }]) => {
    const words = verbWords(tool.record).includes(verb) ? [verb] : [];
    const table = { ...options, ...commonOptions };
    return { tool, line: [tool.name, ...words].join(' '), words, table, fewest, most, takesCommand };
  });

export const verbs: readonly CalledVerb[] = tools.flatMap(verbsOf);

type Valued = Exclude<Option, { kind: 'flag' }>;

export interface CalledOption extends CalledVerb {
  /** `--ready-timeout`. */
  readonly long: string;
  readonly option: Valued;
  /** Two values that it does not take. */
  readonly wrong: readonly [string, string];
}

/** No value of any option is empty, nor has a zero byte; an argument cannot have one either. */
const WRONG = ['', '\u0001 no such thing', '%%', '=', '-/-'];

const valuedOptionsOf = (verb: CalledVerb): readonly CalledOption[] =>
  Object.entries(verb.table).flatMap(([key, option]) => {
    if (option.kind === 'flag') return [];
    const [one = '', two = one] = WRONG.filter((text) => option.read(text) === undefined);
    return [
      { ...verb, line: `${verb.line} --${optionName(key)}`, long: `--${optionName(key)}`, option, wrong: [one, two] },
    ];
  });

/** An option that several verbs of a tool share is looked at for the first of them. */
export const valuedOptions: readonly CalledOption[] = verbs
  .flatMap(valuedOptionsOf)
  .filter(
    ({ option, tool }, index, all) => all.findIndex((one) => one.tool === tool && one.option === option) === index,
  );

/** Operands, as few as the verb takes. */
export const operandsFor = ({ fewest }: CalledVerb): readonly string[] =>
  Array.from({ length: fewest }, (_, index) => `operand${index}`);

/** A failure is told in a sentence of the tool's, never by a stack. */
export const expectSentence = ({ name }: Tool, { stderr, stdout }: Ended, words = ''): void => {
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr.startsWith(`${name}: `)).toBe(true);
  expect(stderr).toContain(words);
  expect(stdout).toBe('');
};

const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** A test that needs a program; where there is none, it is skipped, and says so. */
export const testWith = (program: string) => {
  const installed = isInstalled(program);
  if (!installed) console.log(`skipped: ${program} is not installed`);
  return test.skipIf(!installed);
};
