import { type Command, verb } from '@proctools/core';
import { version } from '../package.json';
import { baselineOptions, outputOptions, suiteOptions, surroundingsOptions } from './options.ts';

/** A suite of our own, by its name. */
const suite = (name: string, summary: string, does: string) =>
  verb({
    summary,
    operands: '',
    fewest: 0,
    most: 0,
    options: { ...suiteOptions, ...surroundingsOptions, ...outputOptions, ...baselineOptions },
    examples: [{ command: `fork-bench ${name}`, does }],
    load: async () => {
      const { runSuites } = await import('./verbs/suites.ts');
      return ({ options }) => runSuites([name], options);
    },
  });

export const command: Command = {
  name: 'fork-bench',
  version,
  summary: 'honest numbers about processes: what one costs, and which command is faster',
  usageCode: 2,
  defaultVerb: 'create',
  examples: [],
  verbs: {
    create: suite('create', 'what it costs to start a process', 'spawn, exec, execFile, fork, cluster, worker threads'),
    report: verb({
      summary: 'show results that were kept',
      operands: 'FILE...',
      fewest: 1,
      most: Number.POSITIVE_INFINITY,
      options: outputOptions,
      completeOperand: 'file',
      examples: [
        { command: 'fork-bench report results.json', does: 'as they were shown when they were measured' },
        { command: 'fork-bench report results.json --html report.html', does: 'one page with pictures' },
        { command: 'fork-bench report hyperfine.json --export-svg -', does: 'a picture of what hyperfine measured' },
      ],
      load: async () => (await import('./verbs/report.ts')).report as never,
    }),
  },
  manual: async () => [],
};
