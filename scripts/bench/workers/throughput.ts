// How many requests a second two workers answer, how late, and how evenly they share them.
import { setTimeout as sleep } from 'node:timers/promises';
import { installedMajors, nodePath } from '../../nodes.ts';
import { table } from '../../table.ts';
import { median } from '../statistics.ts';
import type { Workshop } from '../workshop.ts';
import { countsIn, since, sum } from './counts.ts';
import { cluster, oneProcess, reusePort } from './node-systems.ts';
import { daemonize } from './ours.ts';
import { pm2 } from './peers.ts';
import { type Charge, type System, withAll } from './system.ts';
import { type Kind, type Wrk, wrk } from './wrk.ts';

const ROUNDS = 3;
const CONNECTIONS = 64;
const OURS = 'daemonize --listen';
const OTHER = "Node's cluster, rr";
const LEAST = 2;
/** Longer than what a server takes to write its counts. */
const SETTLE_MS = 200;

interface Sample {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly failed: number;
  /** What each worker has had, in parts of all; the busiest first. */
  readonly shares: readonly number[];
}

/** The newest Node that has it. */
const reusing = (): readonly System[] => {
  const major = installedMajors().findLast((one) => Number(one) >= 24);
  if (!major) console.log('reusePort is of Node 23.1, and none so new is there (npm run test:nodes): without it');
  if (!major) return [];
  const node = nodePath(major);
  return [...daemonize({ name: `${OURS}, Node ${major}`, listens: true, node }), reusePort(node, major)];
};

const systems = (): readonly System[] => [
  ...daemonize({ name: OURS, listens: true }),
  ...daemonize({ name: 'daemonize, rr', listens: false }),
  ...daemonize({ name: 'daemonize, none', listens: false, options: ['--schedule', 'none'] }),
  cluster('rr'),
  cluster('none'),
  ...pm2(),
  oneProcess(),
  ...reusing(),
];

const sample = async (charge: Charge, kind: Kind, seconds: number, load: Wrk): Promise<Sample> => {
  const before = countsIn(charge.site);
  const { failed, p99Ms, perSecond } = await load(charge, kind, CONNECTIONS, seconds);
  await sleep(SETTLE_MS);
  const counts = since(before, countsIn(charge.site)).toSorted((one, other) => other - one);
  return { perSecond, p99Ms, failed, shares: counts.map((count) => count / sum(counts)) };
};

const ratioOf = (own: readonly Sample[], others: readonly Sample[]): number =>
  median(own.map(({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? Number.NaN)));

const sharesOf = (samples: readonly Sample[]): string => {
  const [fullest = []] = samples.map(({ shares }) => shares).toSorted((one, other) => other.length - one.length);
  const medians = fullest.map((_, place) => median(samples.map(({ shares }) => shares[place] ?? 0)));
  return medians.map((share) => `${Math.round(share * 100)}`).join(' : ');
};

const rowOf = (name: string, own: readonly Sample[], others: readonly Sample[]): readonly string[] => [
  name,
  median(own.map(({ perSecond }) => perSecond)).toFixed(0),
  ratioOf(own, others).toFixed(2),
  median(own.map(({ p99Ms }) => p99Ms)).toFixed(1),
  sharesOf(own),
  `${sum(own.map(({ failed }) => failed))}`,
];

const verdict = (kind: Kind, own: readonly Sample[], others: readonly Sample[]): string => {
  const ratio = ratioOf(own, others);
  const must = kind === 'new connections' ? `, ≥ ${LEAST}: ${ratio >= LEAST ? 'holds' : 'missed'}` : '';
  return `${OURS}: × ${ratio.toFixed(2)} of ${OTHER}${must}`;
};

const measure = async (charges: readonly Charge[], kind: Kind, seconds: number, load: Wrk): Promise<void> => {
  const columns: Sample[][] = charges.map(() => []);
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [column, charge] of charges.entries()) {
      const one = await sample(charge, kind, round === 0 ? 1 : seconds, load);
      if (round > 0) columns[column]?.push(one); // the first round warms up
    }
  const of = (name: string): readonly Sample[] =>
    columns[charges.findIndex(({ system }) => system.name === name)] ?? [];
  const rows = charges.map(({ system: { name } }, column) => rowOf(name, columns[column] ?? [], of(OTHER)));
  console.log(`\nHello, ${kind}: wrk, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${seconds} s\n`);
  console.log(
    table([[`Node ${process.version}, 2 workers`, 'requests/s', '×', 'p99 ms', 'shares %', 'failed'], ...rows]),
  );
  console.log(`\n${verdict(kind, of(OURS), of(OTHER))}`);
};

/** Has all that are there answer in turn, and prints a table for each kind of connections. */
export const throughput = async (seconds: number, workshop: Workshop): Promise<void> => {
  const load = wrk();
  if (!load) return;
  await withAll(systems(), 0, workshop, async (charges) => {
    for (const kind of ['keep-alive', 'new connections'] as const) await measure(charges, kind, seconds, load);
  });
  console.log(
    "\n× is of Node's cluster, rr, in the same round, the median over the rounds; shares are the workers' parts.",
  );
};
