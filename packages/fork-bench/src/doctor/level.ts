/** How bad a fact is for figures: `bad` is worth to be mended before anything is measured, `mind` worth to be known. */
import type { Fact, Level } from './fact.ts';

/** From small to large: the first limit that a number is above decides; at or below both is ok. */
const grade = (value: number, mind: number, bad: number): Level => {
  if (value > bad) return 'bad';
  return value > mind ? 'mind' : 'ok';
};

const worse = (one: Level, other: Level): Level => {
  if (one === 'bad' || other === 'bad') return 'bad';
  return one === 'mind' || other === 'mind' ? 'mind' : 'ok';
};

type Of<Type extends Fact['type']> = Extract<Fact, { type: Type }>;

/** A cost that may be none is to be minded all the same: the variable changes what runs. */
const variable = ({ cost }: Of<'variable'>): Level => (cost && cost.lowMs > 0 ? 'bad' : 'mind');

/** What measures needs a processor beside what is measured. A quota stops all threads at once, for the rest of a period. */
const cores = ({ affine, online, quota }: Of<'cores'>): Level => {
  if (affine < 2 || (quota !== undefined && quota < affine)) return 'bad';
  return affine < online || affine < 3 ? 'mind' : 'ok';
};

/** A share of others below a tenth of the machine left the start of a process as quick as on an idle one; half of it made its p99 five times as long. */
const others = ({ contention }: Of<'others'>): Level => {
  const { foreignShare = 0, stealShare = 0, throttledMs = 0 } = contention;
  return [grade(foreignShare, 0.03, 0.1), grade(stealShare, 0.005, 0.03), grade(throttledMs, 0, 0)].reduce(worse);
};

/** Chips slow down somewhere from 85 °C on. */
const heat = ({ hottest = 0, throttlings = 0 }: Of<'heat'>): Level =>
  worse(grade(hottest, 80, 95), grade(throttlings, 0, Number.POSITIVE_INFINITY));

const memory = ({ availableShare, swapUsedBytes }: Of<'memory'>): Level =>
  availableShare < 0.1 ? 'bad' : grade(swapUsedBytes, 0, Number.POSITIVE_INFINITY);

const build = ({ hasCodeCache, hasSnapshot, isDebug }: Of<'build'>): Level => {
  if (isDebug) return 'bad';
  return hasCodeCache && hasSnapshot ? 'ok' : 'mind';
};

/** These are read without a system call. The others take up to a microsecond, or stop all processors. */
const QUICK_CLOCKS = [
  'tsc',
  'kvm-clock',
  'arch_sys_counter',
  'hyperv_clocksource_tsc_page',
  'timebase',
  'riscv_clocksource',
];

const clock = ({ name, resolutionNs }: Of<'clock'>): Level =>
  worse(name === undefined || QUICK_CLOCKS.includes(name) ? 'ok' : 'mind', grade(resolutionNs, 1_000, 1_000_000));

/** Judges one fact. */
export const levelOf = (fact: Fact): Level => {
  switch (fact.type) {
    case 'variable':
      return variable(fact);
    case 'no-variables':
    case 'counters':
    case 'reading':
      return 'ok';
    case 'build':
      return build(fact);
    case 'cores':
      return cores(fact);
    case 'smt':
      return fact.isActive ? 'mind' : 'ok';
    case 'governor':
      return fact.governors.every((governor) => governor === 'performance') ? 'ok' : 'mind';
    case 'turbo':
      return fact.isOn ? 'mind' : 'ok';
    case 'battery':
      return fact.isDischarging ? 'bad' : 'ok';
    case 'heat':
      return heat(fact);
    case 'virtual':
      return fact.kind === undefined ? 'ok' : 'mind';
    case 'others':
      return others(fact);
    case 'load':
      return grade(fact.load / fact.cores, 0.3, 0.9);
    case 'memory':
      return memory(fact);
    case 'huge-pages':
      return fact.mode === 'always' ? 'mind' : 'ok';
    case 'layout':
      return fact.isRandom ? 'ok' : 'mind';
    case 'priority':
      return fact.nice === 0 ? 'ok' : 'mind';
    case 'tracer':
      return fact.tracer !== undefined || fact.isInspected ? 'bad' : 'ok';
    case 'clock':
      return clock(fact);
    case 'way':
      return (fact.cpuResolutionMs ?? Number.POSITIVE_INFINITY) < 0.1 && fact.hasMemory ? 'ok' : 'mind';
    case 'resolution':
      return grade(Math.min(fact.wall, fact.cpu ?? Number.POSITIVE_INFINITY), 0.05, 0.1);
  }
};
