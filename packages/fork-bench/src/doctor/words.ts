/** What doctor has found, said fact by fact. */
import type { OwnCost } from '../measure/own-cost.ts';
import type { Cost, Fact } from './fact.ts';
import { cores, governor, heat, hugePages, layout, memory, others, virtual } from './machine-words.ts';
import { count, type FactWords, percent, type Teller } from './teller.ts';

const LONGEST_VALUE = 60;

const cut = (value: string): string => (value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value);

const costText = (cost: Cost | undefined): string => {
  if (cost === undefined) return '';
  const { addedMs, highMs, lowMs, metric, pairs } = cost;
  const time = metric === 'cpu' ? 'CPU time' : 'time';
  const range = `(${lowMs.toFixed(1)} to ${highMs.toFixed(1)}, ${count(pairs, 'pair')})`;
  if (lowMs > 0) return `; it costs every start of Node ${addedMs.toFixed(1)} ms of ${time} ${range}`;
  return highMs < 0
    ? `; it makes every start of Node ${(-addedMs).toFixed(1)} ms of ${time} shorter ${range}`
    : `; at the start of Node it costs nothing that ${count(pairs, 'pair')} would show ${range}`;
};

const variable: Teller<'variable'> = ({ cost, name, value }) => ({
  title: 'environment',
  text: `${name}=${cut(value)}${costText(cost)}`,
  advice: `for other tools: env -u ${name} ...; fork-bench takes away what falsifies, unless told to --keep-environment`,
});

const build: Teller<'build'> = ({ hasCodeCache, hasSnapshot, isDebug, isShared }) => {
  const lacking = [...(hasSnapshot ? [] : ['start snapshot']), ...(hasCodeCache ? [] : ['code cache'])];
  const shared = isShared ? ', as a shared library' : '';
  return {
    title: 'Node',
    text: isDebug
      ? 'built for debugging: all is many times slower'
      : lacking.length > 0
        ? `built without ${lacking.join(' and ')}${shared}: it starts more slowly than the Node of nodejs.org`
        : `built for speed${shared}`,
    advice: 'measure with the Node that will be used: --node',
  };
};

const tracer: Teller<'tracer'> = ({ isInspected, tracer: pid }) => ({
  title: 'debuggers',
  text:
    pid === undefined
      ? isInspected
        ? 'a debugger may talk to this Node'
        : 'none'
      : `process ${pid} traces us, and all that we start: every system call stops twice`,
  advice: pid === undefined ? 'start it without --inspect' : 'not under strace or gdb',
});

const counters: Teller<'counters'> = ({ isPresent }) => ({
  title: 'hardware counters',
  text: isPresent
    ? 'there; fork-bench does not need them, nor perf'
    : 'none, as in most virtual machines; fork-bench does not need them, nor perf',
});

const clock: Teller<'clock'> = ({ costNs, name, resolutionNs }) => ({
  title: 'clock',
  text: `${name === undefined ? '' : `${name}, `}steps of ${Math.round(resolutionNs)} ns, ${Math.round(costNs)} ns for a reading`,
  advice: 'a reading takes a system call: times below 10 µs are mostly that',
});

const ms = (value: number): string => `${value.toFixed(2)} ms`;

/** Starting a program and waiting for it is in all figures; what passes around that is in none. */
const ownCostText = ({ aroundMs, emptyCpuMs, emptyWallMs }: OwnCost): string => {
  const cpu = emptyCpuMs === undefined ? '' : `, ${ms(emptyCpuMs)} of CPU time`;
  return `a program that does nothing takes ${ms(emptyWallMs)}${cpu}; ${ms(aroundMs)} more pass around each run, and are in no figure`;
};

const way: Teller<'way'> = ({ description, name, ownCost }) => ({
  title: 'measured with',
  text: `${name}: ${description}; ${ownCostText(ownCost)}`,
  advice: '--measure-with probe tells why the best way does not work here',
});

const resolution: Teller<'resolution'> = ({ cpu, pairs, wall }) => {
  const cpuText = cpu === undefined ? '' : ` and ${percent(cpu)} (CPU time)`;
  return {
    title: 'what can be seen',
    text: `on this machine now, ${count(pairs, 'pair')} of node -e 0 tell differences of ${percent(wall)} (on the clock)${cpuText}`,
    advice: 'four times as many pairs see half of that; a quiet machine does more',
  };
};

/** Says a fact. */
export const factWords = (fact: Fact): FactWords => {
  switch (fact.type) {
    case 'variable':
      return variable(fact);
    case 'no-variables':
      return { title: 'environment', text: 'no variable changes how Node starts' };
    case 'build':
      return build(fact);
    case 'cores':
      return cores(fact);
    case 'smt':
      return {
        title: 'hyper-threads',
        text: fact.isActive ? 'on: two processors share one core, and each is slower while the other works' : 'off',
        advice: 'echo off > /sys/devices/system/cpu/smt/control, as root, or count with half of the processors',
      };
    case 'governor':
      return governor(fact);
    case 'turbo':
      return {
        title: 'turbo',
        text: fact.isOn ? 'on: how fast it is depends on heat, and on what the other cores do' : 'off',
        advice: 'echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo, or echo 0 > .../cpufreq/boost, as root',
      };
    case 'battery':
      return {
        title: 'power',
        text: fact.isDischarging ? 'from the battery: the clock rate is held down' : 'from the mains',
        advice: 'plug it in',
      };
    case 'heat':
      return heat(fact);
    case 'virtual':
      return virtual(fact);
    case 'others':
      return others(fact);
    case 'load':
      return {
        title: 'load',
        text: `${fact.load.toFixed(2)} over the last minute, for ${count(fact.cores, 'processor')}`,
        advice: 'wait until it is below a third of the processors; our own last measurement counts, too',
      };
    case 'memory':
      return memory(fact);
    case 'huge-pages':
      return hugePages(fact);
    case 'layout':
      return layout(fact);
    case 'priority':
      return {
        title: 'priority',
        text: fact.nice === 0 ? 'the usual one' : `nice ${fact.nice}, which all that is measured inherits`,
        advice: 'start it without nice(1)',
      };
    case 'tracer':
      return tracer(fact);
    case 'counters':
      return counters(fact);
    case 'clock':
      return clock(fact);
    case 'reading':
      return {
        title: 'contention record',
        text: `${(fact.costMs * 1_000).toFixed(0)} µs for a look at what the rest of the machine does, outside of what is measured`,
      };
    case 'way':
      return way(fact);
    case 'resolution':
      return resolution(fact);
  }
};
