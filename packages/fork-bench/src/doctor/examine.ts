/** Looks at everything: first what can be read, then what has to be waited for, then what has to be run. */
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { sleep } from '@proctools/core';
import { openContention } from '../machine/contention-record.ts';
import { chooseWay } from '../measure/choose-way.ts';
import { cleanEnvironment } from '../measure/environment.ts';
import { type OwnCost, ownCost } from '../measure/own-cost.ts';
import type { Run, Way, WayName } from '../measure/way.ts';
import type { Fact } from './fact.ts';
import { costOf, resolutionOf } from './judge-pairs.ts';
import { kernelFacts } from './kernel-facts.ts';
import { runPairs } from './pairs.ts';
import { processFacts } from './process-facts.ts';
import { processorFacts } from './processor-facts.ts';
import { variableFacts } from './variables.ts';

export interface Examination {
  /** The environment that others would hand on. */
  readonly environment: Readonly<Record<string, string>>;
  /** The Node that is run in pairs. */
  readonly node: string;
  readonly pairs: number;
  readonly measureWith: WayName;
  readonly signal: AbortSignal;
  /** Told what is done now: `the pair test`, with how much of it is done. */
  readonly tell: (what: string, done: number, total: number) => void;
}

/** Long enough for the ticks of the kernel, and for a server that wakes up once a second. */
const WATCH_MS = 1_500;

const watchOthers = async (signal: AbortSignal): Promise<readonly Fact[]> => {
  const record = openContention();
  try {
    const mark = record.mark();
    await sleep(WATCH_MS, signal);
    return [
      { type: 'others', contention: record.since(mark, 0) },
      { type: 'reading', costMs: record.costMs },
    ];
  } finally {
    record.close();
  }
};

const wayFact = ({ cpuResolutionMs, description, hasMemory, name }: Way, ownCost: OwnCost): Fact => ({
  type: 'way',
  name,
  description,
  cpuResolutionMs,
  hasMemory,
  ownCost,
});

/** So many pairs are enough for a price of milliseconds, and few enough for many variables. */
const COST_PAIRS = 10;

const without = (environment: Examination['environment'], name: string): Examination['environment'] =>
  Object.fromEntries(Object.entries(environment).filter(([other]) => other !== name));

/** What is run, with `descriptor` for all its streams. */
const emptyProgram = ({ node }: Examination, descriptor: number, environment: Run['environment']): Run => ({
  file: node,
  operands: ['-e', '0'],
  environment,
  cwd: process.cwd(),
  stdio: [descriptor, descriptor, descriptor],
  timeoutMs: undefined,
});

const runAll = async (examination: Examination, descriptor: number): Promise<readonly Fact[]> => {
  const { environment, measureWith, pairs, signal, tell } = examination;
  const way = await chooseWay(measureWith);
  const program = (variables: Run['environment']): Run => emptyProgram(examination, descriptor, variables);
  const trial = (what: string, count: number, a: Run, b: Run) =>
    runPairs(a, b, { way, count, signal, tell: (done) => tell(what, done, count) });
  const variables = await variableFacts(environment, async (name) =>
    costOf(await trial(name, COST_PAIRS, program(without(environment, name)), program(environment))),
  );
  const clean = program(cleanEnvironment(environment, false).environment);
  const resolution = resolutionOf(await trial('the same command against itself', pairs, clean, clean));
  return [
    wayFact(way, await ownCost(way, signal)),
    ...variables,
    ...(resolution ? [{ type: 'resolution', ...resolution } as const] : []),
  ];
};

/** All facts, in the order in which they are told. Rejects when the signal aborts, with nothing left running. */
export const examine = async (examination: Examination): Promise<readonly Fact[]> => {
  const facts = [...processFacts(), ...processorFacts(), ...kernelFacts()];
  const others = await watchOthers(examination.signal);
  const nowhere = openSync(devNull, 'r+');
  try {
    return [...facts, ...others, ...(await runAll(examination, nowhere))];
  } finally {
    closeSync(nowhere);
  }
};
