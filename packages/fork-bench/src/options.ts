/** The options that several verbs share, and the kinds of values that only fork-bench knows. */
import {
  choiceValue,
  durationValue,
  fileValue,
  flag,
  integerValue,
  nameValue,
  repeated,
  single,
} from '@proctools/core';

/** A share: `5%`, `0.5%`, or `0.05`; 0.05 once read. */
export const shareValue = {
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
