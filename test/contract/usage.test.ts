import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commonOptions, optionName } from '../../packages/core/src/index.ts';
import { type Scene, scene } from '../rig/scene.ts';
import {
  type CalledOption,
  type CalledVerb,
  expectSentence,
  operandsFor,
  type Tool,
  tools,
  valuedOptions,
  verbs,
} from './tools.ts';

/** Nothing has been started or written. */
const expectNothingDone = (here: Scene): void => {
  expect(existsSync(here.state)).toBe(false);
  for (const folder of [here.work, here.home, here.temporary]) expect(readdirSync(folder)).toEqual([]);
};

/** The longest option of a verb, for misspelling. */
const longestOf = (table: object): string =>
  Object.keys(table)
    .map(optionName)
    .reduce((one, other) => (other.length > one.length ? other : one));

test.each(verbs.map((verb) => [verb.line, verb] as const))(
  '%s: an unknown option is wrong usage, with the nearest right one',
  async (_, verb) => {
    const here = scene();
    const { tool, words, table } = verb;
    const right = longestOf(table);
    const wrong = `${right.slice(0, 3)}${right.slice(4)}`;
    for (const option of [`--${wrong}`, `--${wrong}=x`]) {
      const ended = await here.tool(tool.name, [...words, option, ...operandsFor(verb)]);
      expectSentence(tool, ended, `unknown option --${wrong}\n  did you mean --${right}?`);
      expect(ended.code).toBe(tool.record.usageCode);
    }
    for (const option of ['-%', '-qZ', '--no-such-thing-at-all', '--__proto__', '--constructor=1']) {
      const ended = await here.tool(tool.name, [...words, option, ...operandsFor(verb)]);
      expectSentence(tool, ended, 'unknown option -');
      expect(ended.code).toBe(tool.record.usageCode);
    }
    expectNothingDone(here);
  },
);

/** Node takes this option for its own, wherever it stands before `--`, and reads the file before anything of ours runs. */
const NODES_OWN = '--env-file';
const isOurs = ({ long }: CalledOption): boolean => long !== NODES_OWN;

test.fails.each(valuedOptions.filter((option) => !isOurs(option)).map((option) => [option.line, option] as const))(
  'known bug: %s: a wrong value is told by Node, not by us',
  async (_, { tool, words, long }) => {
    expectSentence(tool, await scene().tool(tool.name, [...words, `${long}=`, 'x']), `${long}: expected `);
  },
);

test.each(valuedOptions.filter(isOurs).map((option) => [option.line, option] as const))(
  '%s: a wrong value names the option and what was expected',
  async (_, called) => {
    const here = scene();
    const { tool, words, long, option, wrong } = called;
    const ended = await here.tool(tool.name, [...words, `${long}=${wrong[0]}`, ...operandsFor(called)]);
    expectSentence(tool, ended, `${long}: expected ${option.expected}, not `);
    expect(ended.code).toBe(tool.record.usageCode);
    expectNothingDone(here);
    if (option.kind === 'optional') return; // its value is never the next word
    const apart = await here.tool(tool.name, [...words, long, wrong[1], ...operandsFor(called)]);
    expectSentence(tool, apart);
    expect(apart.code).toBe(tool.record.usageCode);
    expectNothingDone(here);
  },
);

test.each(
  valuedOptions
    .filter(({ option, wrong: [one, two] }) => option.kind === 'single' && one !== two)
    .map((option) => [option.line, option] as const),
)('%s given twice: the last one counts', async (_, called) => {
  const here = scene();
  const { tool, words, long, wrong } = called;
  const given = wrong.map((text) => `${long}=${text}`);
  const ended = await here.tool(tool.name, [...words, ...given, ...operandsFor(called)]);
  expectSentence(tool, ended, `not ${JSON.stringify(wrong[1])}`);
});

test.each(
  valuedOptions.filter(({ option }) => option.kind !== 'optional').map((option) => [option.line, option] as const),
)('%s without its value is wrong usage', async (_, { tool, words, long }) => {
  const ended = await scene().tool(tool.name, [...words, long]);
  expectSentence(tool, ended, long);
  expect(ended.code).toBe(tool.record.usageCode);
});

/** What all verbs of a tool have in common is looked at for one of them. */
const isOwn = (verb: CalledVerb, key: string): boolean =>
  !(key in commonOptions) || verbs.find(({ tool }) => tool === verb.tool) === verb;

test.each(
  verbs.flatMap((verb) =>
    Object.entries(verb.table)
      .filter(([key, option]) => option.kind === 'flag' && isOwn(verb, key))
      .map(([key]) => [`${verb.line} --${optionName(key)}`, verb, `--${optionName(key)}`] as const),
  ),
)('%s=yes is wrong usage, since it takes no value', async (_, verb, long) => {
  const ended = await scene().tool(verb.tool.name, [...verb.words, `${long}=yes`, ...operandsFor(verb)]);
  expectSentence(verb.tool, ended, long);
  expect(ended.code).toBe(verb.tool.record.usageCode);
});

test.each(verbs.filter(({ fewest }) => fewest > 0).map((verb) => [verb.line, verb] as const))(
  '%s without its operands is wrong usage',
  async (_, { tool, words }) => {
    const here = scene();
    const ended = await here.tool(tool.name, words);
    expectSentence(tool, ended, 'missing operand: ');
    expect(ended.stderr).toContain(`\n  usage: ${tool.name} `);
    expect(ended.code).toBe(tool.record.usageCode);
    expectNothingDone(here);
  },
);

test.each(verbs.filter(({ most }) => most < 10).map((verb) => [verb.line, verb] as const))(
  '%s with too many operands is wrong usage',
  async (_, { tool, words, most }) => {
    const operands = Array.from({ length: most + 1 }, (_, index) => `x${index}`);
    const ended = await scene().tool(tool.name, [...words, ...operands]);
    expectSentence(tool, ended, `too many operands: x${most}`);
    expect(ended.code).toBe(tool.record.usageCode);
  },
);

test.each(verbs.map((verb) => [verb.line, verb] as const))('%s: -- ends the options', async (_, verb) => {
  const { stdout, stderr } = await scene().tool(verb.tool.name, [...verb.words, '--', '--help']);
  expect(stdout).not.toContain('Usage:');
  expect(stderr).not.toContain('unknown option');
  expect(stderr).not.toMatch(/^ {4}at /m);
});

const wantsSomething = ({ record }: Tool): boolean => (record.verbs[record.defaultVerb]?.fewest ?? 0) > 0;

test.each(tools.filter(wantsSomething))('$name without anything tells what is missing', async (tool) => {
  const ended = await scene().tool(tool.name, []);
  expectSentence(tool, ended);
  expect(ended.code).toBe(tool.record.usageCode);
});
