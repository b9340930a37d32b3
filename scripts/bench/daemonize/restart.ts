// How long nobody is there: from kill -9 of a program until the next one runs.
import { until } from '../../../test/rig/until.ts';
import { table } from '../../table.ts';
import { type Clocked, readClocks } from '../child.ts';
import { median } from '../statistics.ts';
import type { Workshop } from '../workshop.ts';
import { closeSite, openSite, type Site } from './site.ts';
import type { System } from './system.ts';
import { supervisors } from './systems.ts';

/** What lives shorter is unstable to some of the peers. */
const UP_MS = 2500;
const MOST_MS = 8;

/** A system at work. */
interface Charge {
  readonly name: string;
  readonly site: Site;
  readonly clock: string;
}

/** Waits for the clock to move on: a program's clock is finer than `Date.now()`, and `performance.now()` drifts from both. */
const atTick = (): number => {
  const before = Date.now();
  for (;;) {
    const now = Date.now();
    if (now > before) return now;
  }
};

const engage = (system: System, program: string, workshop: Workshop): Charge => {
  const site = openSite(workshop);
  const clock = site.file('clock', '');
  system.start([{ name: 'victim', program, operands: [clock] }], site);
  return { name: system.name, site, clock };
};

const latestOf = ({ clock }: Charge): Clocked | undefined => readClocks(clock).at(-1);

const killOnce = async (charge: Charge): Promise<number> => {
  const victim = await until(() => {
    const latest = latestOf(charge);
    return latest && Date.now() - latest.at >= UP_MS ? latest : undefined;
  }, `${charge.name}'s program is up`);
  const begin = atTick();
  process.kill(victim.pid, 'SIGKILL');
  const next = await until(() => {
    const latest = latestOf(charge);
    return latest?.pid === victim.pid ? undefined : latest;
  }, `${charge.name} has started the next`);
  return next.at - begin;
};

const roundsOf = async (charges: readonly Charge[], rounds: number): Promise<readonly (readonly number[])[]> => {
  const columns: number[][] = charges.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [column, charge] of charges.entries()) {
      const ms = await killOnce(charge);
      if (round > 0) columns[column]?.push(ms); // the first round warms up
    }
  }
  return columns;
};

const rowOf = (name: string, times: readonly number[], ours: readonly number[]): readonly string[] => {
  const ms = median(times);
  const must = name === 'daemonize' ? `≤ ${MOST_MS} ms: ${ms <= MOST_MS ? 'holds' : 'missed'}` : '';
  return [name, ms.toFixed(1), Math.min(...times).toFixed(1), (ms / median(ours)).toFixed(2), must];
};

/** Kills the program of each supervisor in turn so many times, and prints a table. */
export const restart = async (rounds: number, program: string, workshop: Workshop): Promise<void> => {
  const charges: Charge[] = [];
  try {
    for (const system of supervisors()) charges.push(engage(system, program, workshop));
    const columns = await roundsOf(charges, rounds);
    const rows = charges.map(({ name }, column) => rowOf(name, columns[column] ?? [], columns[0] ?? []));
    console.log(`\nFrom kill -9 to the next process, ${rounds} times each\n`);
    console.log(table([['C program', 'ms', 'least', '×', 'must be'], ...rows]));
    console.log('\nOurs with --backoff 0: after a run of less than 10 s it would pause, but for the first time.');
  } finally {
    for (const { site } of charges) await closeSite(site);
  }
};
