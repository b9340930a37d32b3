import { type Command, fileValue, integerValue, single, verb } from '@proctools/core';
import { version } from '../package.json';
import { claimIds } from './claims/ids.ts';
import {
  baselineOptions,
  claimsOptions,
  compareOptions,
  outputOptions,
  suiteOptions,
  surroundingsOptions,
} from './options.ts';
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

const { json } = outputOptions;

const doctor = verb({
  summary: 'what would falsify figures on this machine now',
  operands: '',
  fewest: 0,
  most: 0,
  options: {
    json,
    pairs: single(integerValue(6, 10_000), {
      group: 'Judging',
      initial: '30',
      help: 'run the same command in so many pairs, to tell what could be seen',
    }),
    node: single(
      { ...fileValue, word: 'NODE', expected: 'the path or name of a Node executable' },
      { group: 'Surroundings', help: 'look at this Node' },
    ),
    measureWith: compareOptions.measureWith,
  },
  examples: [{ command: 'fork-bench doctor', does: 'look at the environment, the processors and the load' }],
  load: async () => (await import('./verbs/doctor.ts')).doctor,
});

const importing = verb({
  summary: 'judge what hyperfine has measured',
  operands: 'FILE',
  fewest: 1,
  most: 1,
  options: { json, band: compareOptions.band },
  completeOperand: 'file',
  examples: [
    { command: 'fork-bench import hyperfine.json', does: 'how sure the figures of hyperfine --export-json are' },
  ],
  load: async () => (await import('./verbs/import.ts')).importFile,
});

const claims = verb({
  summary: 'whether what the articles say about Node processes is so on this machine',
  operands: '[ID...]',
  fewest: 0,
  most: Number.POSITIVE_INFINITY,
  options: claimsOptions,
  completeOperand: { words: claimIds },
  examples: [
    { command: 'fork-bench claims', does: 'check all of them, in about half a minute' },
    { command: 'fork-bench claims fork-cost nexttick --node ./node-26', does: 'check two, under another Node' },
  ],
  load: async () => {
    const { runClaims } = await import('./verbs/claims.ts');
    return ({ operands, options }) => runClaims(operands, options);
  },
});

export const command: Command = {
  name: 'fork-bench',
  version,
  summary: 'honest numbers about what processes cost',
  usageCode: 2,
  defaultVerb: 'run',
  examples: [
    { command: 'fork-bench', does: 'the tour: what processes cost here, in less than a minute' },
    { command: "fork-bench 'node a.js' 'node b.js'", does: 'which one is faster, by how much, how sure' },
    {
      command: 'fork-bench create --node node20 --node node26',
      does: 'what it costs to start a process, under two Nodes',
    },
    { command: 'fork-bench claims', does: 'what articles say about Node processes, checked here' },
    { command: 'fork-bench report results.json --html report.html', does: 'one page with pictures' },
  ],
  verbs: {
    run: verb({
      summary: 'compare whole commands: which one, by how much, how sure; without any, the tour',
      operands: '[COMMAND...]',
      fewest: 0,
      most: Number.POSITIVE_INFINITY,
      options: { ...compareOptions, ...surroundingsOptions, ...outputOptions, ...baselineOptions },
      examples: [
        { command: "fork-bench 'node a.js' 'node b.js'", does: 'which one is faster, by how much, how sure' },
        {
          command: "fork-bench --warmup 3 --prepare 'rm -rf out' 'make -j2' 'make -j4'",
          does: 'what is done before each run',
        },
        { command: "fork-bench --save main -n app 'node app.js'", does: 'keep the results …' },
        {
          command: "fork-bench --against main --fail-if-slower 5% -n app 'node app.js'",
          does: '… and fail when it has become slower',
        },
        { command: "fork-bench --parameter n=1,2,4 'make -j{n}'", does: 'one command with several values' },
        { command: "fork-bench --node node20 --node node22 'node app.js --version'", does: 'the same under two Nodes' },
      ],
      load: async () => (await import('./verbs/run.ts')).run as never,
    }),
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
    claims,
    doctor,
    import: importing,
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
  manual: async () => (await import('./manual.ts')).manual,
};
