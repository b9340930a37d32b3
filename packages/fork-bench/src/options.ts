/** The options that several verbs share, and the kinds of values that only fork-bench knows. */
import {
  choiceValue,
  durationValue,
  fileValue,
  flag,
  integerValue,
  nameValue,
  optional,
  readCommandLine,
  repeated,
  single,
  textValue,
} from '@proctools/core';
import { readParameter } from './compare/parameters.ts';
import type { Shell } from './compare/subject.ts';
import { wayNames } from './measure/way.ts';

/** A share: `5%`, `0.5%`, or `0.05`; 0.05 once read. */
const shareValue = {
  word: 'PERCENT',
  expected: 'a share such as 5% or 0.05',
  read: (text: string): number | undefined => {
    const [, number, percent] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text) ?? [];
    if (number === undefined) return undefined;
    const share = percent ? Number(number) / 100 : Number(number);
    return share <= 1 ? share : undefined;
  },
};

const output = 'Output';
const judging = 'Judging';
const surroundings = 'Surroundings';

/** Where results go. */
export const outputOptions = {
  json: flag({ group: output, help: 'print JSON' }),
  exportJson: single(fileValue, { group: output, help: "write JSON with all runs; hyperfine's scripts read it, too" }),
  exportCsv: single(fileValue, { group: output, help: 'write a line of comma-separated values for each result' }),
  exportMarkdown: single(fileValue, { group: output, help: 'write a table for Markdown' }),
  exportAsciidoc: single(fileValue, { group: output, help: 'write a table for AsciiDoc' }),
  exportOrgmode: single(fileValue, { group: output, help: 'write a table for Org mode' }),
  exportSvg: single(fileValue, { group: output, help: 'write a picture' }),
  html: single(fileValue, { group: output, help: 'write one page with all pictures, which needs no network' }),
  timeUnit: single(choiceValue(['microsecond', 'millisecond', 'second']), {
    group: output,
    short: 'u',
    help: 'for times in tables and exports, instead of one that fits',
  }),
} as const;

/** Earlier results to compare with. */
export const baselineOptions = {
  save: single(nameValue, { group: judging, help: 'keep the results under this name' }),
  against: single(nameValue, { group: judging, help: 'compare with the results that were kept under this name' }),
  failIfSlower: single(shareValue, {
    group: judging,
    help: 'end with 1 when something is slower than --against by more than this, and the interval says so',
  }),
  anyway: flag({ group: judging, help: 'compare also with results of another machine or Node' }),
} as const;

/** What the measured processes run in. */
export const surroundingsOptions = {
  node: repeated(
    { ...fileValue, word: 'NODE', expected: 'the path or name of a Node executable' },
    { group: surroundings, help: 'measure with this Node' },
  ),
  keepEnvironment: flag({
    group: surroundings,
    help: 'leave NODE_OPTIONS, NODE_EXTRA_CA_CERTS and the like in the environment of what is measured',
  }),
  quietGate: single(shareValue, {
    group: surroundings,
    help: 'wait until others use less of the machine than this, and repeat runs that were disturbed by more',
  }),
  timeout: single(durationValue, { group: surroundings, help: 'end a run that lasts longer; it counts as failed' }),
} as const;

export const suiteOptions = {
  budget: single(durationValue, { group: judging, help: 'measure for about so long' }),
  workers: single(
    {
      word: 'N,...',
      expected: 'numbers of workers such as 1,2,4',
      read: (text: string): readonly number[] | undefined => {
        const read = integerValue(1, 1024).read;
        const numbers = text.split(',').map(read);
        return numbers.every((number) => number !== undefined) ? numbers : undefined;
      },
    },
    {
      group: surroundings,
      help: 'how many workers a server has, one after the other (default: 1 to the number of cores)',
    },
  ),
  pin: single(choiceValue(['same', 'cross', 'free']), {
    group: surroundings,
    help: 'where the two ends of a conversation run: on one core, on two, or where the scheduler likes (default: all)',
  }),
} as const;

const { timeUnit: _, ...outputWithoutTimes } = outputOptions;

/** Those of `claims`, whose figures have their units already. */
export const claimsOptions = {
  ...outputWithoutTimes,
  budget: suiteOptions.budget,
  node: surroundingsOptions.node,
  keepEnvironment: surroundingsOptions.keepEnvironment,
} as const;

const running = 'The commands';
const around = 'Around each run';
const often = 'How often';

const hook = { word: 'COMMAND', expected: 'a command line for a shell', read: textValue.read };
const count = integerValue(1, 1e6);

const shellValue = {
  word: 'SH',
  expected: 'auto, none, or a shell with its options',
  read: (text: string): Shell | undefined => {
    if (text === 'auto' || text === 'none') return { type: text };
    const line = readCommandLine(text);
    return line.type === 'words' ? { type: 'shell', words: line.words } : undefined;
  },
};

/** Exit codes that are no failure: all of them, or those in the list. */
const codesValue = {
  word: 'CODE,...',
  expected: 'exit codes such as 1,2',
  read: (text: string): 'all' | readonly number[] | undefined => {
    if (text === 'all' || text === 'all-non-zero') return 'all';
    const codes = text.split(',').map(integerValue(0, 255).read);
    return codes.every((code) => code !== undefined) ? codes : undefined;
  },
};

const outputValue = {
  word: 'null|pipe|inherit|FILE',
  expected: 'null, pipe, inherit, or the path of a file',
  read: textValue.read,
  complete: 'file',
} as const;

/** How whole commands are run, and how often. */
export const compareOptions = {
  commandName: repeated(textValue, { group: running, short: 'n', help: 'call a command so; in their order' }),
  reference: single(
    { ...hook, expected: 'a command' },
    { group: running, help: 'compare all with this command, instead of with the first' },
  ),
  parameter: repeated(
    {
      word: 'NAME=VALUES',
      expected: 'NAME=VALUE,VALUE,... or NAME=FROM..TO or NAME=FROM..TO/STEP',
      read: readParameter,
    },
    { group: running, help: 'run the commands with each of the values in the place of {NAME}' },
  ),
  shell: single(shellValue, {
    group: running,
    short: 'S',
    initial: 'auto',
    help: 'run the lines in this shell, whose start is taken off; auto: sh for those that need one; none: never',
  }),
  noShell: flag({ group: running, short: 'N', help: 'the same as --shell=none' }),
  input: single(
    { ...fileValue, word: 'null|FILE' },
    { group: running, help: 'standard input of the commands (default: null)' },
  ),
  output: single(outputValue, {
    group: running,
    initial: 'null',
    help: 'where their standard output goes; pipe: to us, who throw it away',
  }),
  showOutput: flag({ group: running, help: 'the same as --output=inherit' }),
  ignoreFailure: optional(codesValue, {
    group: running,
    short: 'i',
    alone: 'all',
    help: 'go on when a command fails; with a list, only for these exit codes',
  }),
  setup: single(hook, { group: around, short: 's', help: 'run this once before the first run of a command' }),
  prepare: repeated(hook, {
    group: around,
    short: 'p',
    help: 'run this before each run; given once, or once a command',
  }),
  conclude: repeated(hook, {
    group: around,
    short: 'C',
    help: 'run this after each run; given once, or once a command',
  }),
  cleanup: single(hook, { group: around, short: 'c', help: 'run this once after the last run of a command' }),
  warmup: single(integerValue(0, 1e6), {
    group: often,
    short: 'w',
    help: 'run each command so often before (default: until it is steady)',
  }),
  runs: single(count, { group: often, short: 'r', help: 'run each command exactly so often' }),
  minRuns: single(count, { group: often, short: 'm', help: 'at least so often (default: 10)' }),
  maxRuns: single(count, { group: often, short: 'M', help: 'at most so often' }),
  precision: single(shareValue, {
    group: often,
    initial: '1%',
    help: 'until the interval is so narrow to each side',
  }),
  maxTime: single(durationValue, { group: often, help: 'or for so long in all (default: 5s for each command)' }),
  sequence: flag({ group: often, help: 'one command after the other, instead of in random order in pairs' }),
  seed: single(integerValue(0, 2 ** 31 - 1), { group: often, help: 'for the random order, to have the same again' }),
  band: single(shareValue, {
    group: judging,
    help: 'a difference inside this is none (default: 2% of the time on the clock, 1% of CPU time)',
  }),
  measureWith: single(choiceValue(wayNames), {
    group: surroundings,
    initial: 'auto',
    help: 'what measures CPU time and memory',
  }),
} as const;
