import { type Command, verb } from '@proctools/core';
import { version } from '../package.json';
import { baselineOptions, outputOptions, suiteOptions, surroundingsOptions } from './options.ts';
import type { SuiteName } from './suites/protocol.ts';

/** A suite of our own, by its name. */
const suite = (name: SuiteName, summary: string, does: string) =>
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
  defaultVerb: 'tour',
  examples: [],
  verbs: {
    tour: verb({
      summary: 'what processes cost here: all suites, in less than a minute',
      operands: '',
      fewest: 0,
      most: 0,
      options: { ...suiteOptions, ...surroundingsOptions, ...outputOptions, ...baselineOptions },
      examples: [{ command: 'fork-bench', does: 'creation, messages, port sharing, offloading, timers' }],
      load: async () => {
        const { runTour } = await import('./verbs/tour.ts');
        return ({ options }) => runTour(options);
      },
    }),
    create: suite('create', 'what it costs to start a process', 'spawn, exec, execFile, fork, cluster, worker threads'),
    ipc: suite('ipc', 'what a message costs', 'round trips and throughput, by nine ways to talk'),
    http: suite(
      'http',
      'how several processes serve one port',
      'one process, cluster, handle passing, reusePort: requests, latency, balance',
    ),
    offload: suite(
      'offload',
      'what others wait while a server computes',
      'in its own thread, a forked child, a worker thread, a pool',
    ),
    timers: suite('timers', 'how soon a callback comes', 'nextTick, microtasks, setImmediate, setTimeout'),
  },
  manual: async () => [],
};
