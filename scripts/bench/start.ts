// How long it takes to start a program in the background: until the command returns, and until the program runs.
import { spawnSync } from 'node:child_process';
import { isAlive } from '../../test/rig/processes.ts';
import { until } from '../../test/rig/until.ts';
import { table } from '../table.ts';
import { type Clocked, clockProgram, readClock } from './child.ts';
import { type Launcher, launchers } from './launchers.ts';
import { bareEnvironment, childrenCpuMs } from './measure.ts';
import { mean, median } from './statistics.ts';
import { inWorkshop, type Workshop } from './workshop.ts';

const ROUNDS = 15;

/** How many times what the other takes it may take at most, until it returns. */
const LIMITS: readonly (readonly [name: string, other: string, most: number])[] = [
  ['daemonize --settle 0', 'three lines of Node', 1.3],
  ['daemonize --settle 0 --restart', 'pm2, its daemon up', 0.5],
];

interface Sample {
  readonly returnMs: number;
  readonly childMs: number;
  readonly cpuMs: number;
}

/** The clock that the child reads, too, in microseconds' resolution. */
const now = (): number => performance.timeOrigin + performance.now();

const stop = async (launcher: Launcher, run: number, { pid }: Clocked): Promise<void> => {
  launcher.stop?.(run);
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid), `${launcher.name}'s child has ended`);
};

const sample = async (launcher: Launcher, program: string, run: number, workshop: Workshop): Promise<Sample> => {
  launcher.before?.();
  const clock = workshop.file(`clock-${launcher.name.replace(/\W+/g, '-')}-${run}`, '');
  const [file = '', ...operands] = launcher.argv(program, clock, run);
  const env = bareEnvironment({ ...workshop.environment, ...launcher.environment });
  const [cpu, begin] = [childrenCpuMs(), now()];
  const { status, signal, error } = spawnSync(file, operands, { stdio: 'ignore', env, cwd: workshop.folder });
  const end = now();
  const cpuMs = childrenCpuMs() - cpu;
  if (status !== 0) throw error ?? new Error(`${launcher.name} ended with ${signal ?? status}`);
  const clocked = await until(() => readClock(clock), `${launcher.name}'s child runs`);
  await stop(launcher, run, clocked);
  return { returnMs: end - begin, childMs: clocked.at - begin, cpuMs };
};

/** Against the other in the same round, the median over the rounds. */
const ratioOf = (samples: readonly Sample[], others: readonly Sample[]): number =>
  median(samples.map(({ returnMs }, index) => returnMs / (others[index]?.returnMs ?? Number.NaN)));

const rowOf = (name: string, samples: readonly Sample[], baseline: readonly Sample[]): readonly string[] => {
  const returns = samples.map(({ returnMs }) => returnMs);
  return [
    name,
    median(returns).toFixed(1),
    Math.min(...returns).toFixed(1),
    median(samples.map(({ childMs }) => childMs)).toFixed(1),
    mean(samples.map(({ cpuMs }) => cpuMs)).toFixed(0),
    ratioOf(samples, baseline).toFixed(2),
  ];
};

/** What must hold between those that are there. */
const verdicts = (samplesOf: (name: string) => readonly Sample[] | undefined): readonly string[] =>
  LIMITS.flatMap(([name, other, most]) => {
    const [own, others] = [samplesOf(name), samplesOf(other)];
    if (!own || !others) return [];
    const ratio = ratioOf(own, others);
    return [`${name}: × ${ratio.toFixed(2)} of ${other}, ≤ ${most}: ${ratio <= most ? 'holds' : 'missed'}`];
  });

/** Measures all launchers that are there, in turn, and prints a table. */
export const start = (): Promise<void> =>
  inWorkshop(async (workshop) => {
    const program = clockProgram(workshop);
    const all = launchers(workshop);
    const columns: Sample[][] = all.map(() => []);
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [column, launcher] of all.entries()) {
        const one = await sample(launcher, program, round, workshop);
        if (round > 0) columns[column]?.push(one); // the first round warms up
      }
    }
    const rows = all.map(({ name }, column) => rowOf(name, columns[column] ?? [], columns[0] ?? []));
    console.log(
      table([[`Node ${process.version}`, 'returns ms', 'least', 'child runs ms', 'CPU ms', 'ratio'], ...rows]),
    );
    console.log('\nCPU is of the command alone, not of what it leaves running; the ratio is of the first column.');
    const found = verdicts((wanted) => columns[all.findIndex(({ name }) => name === wanted)]);
    for (const verdict of found) console.log(verdict);
  });
