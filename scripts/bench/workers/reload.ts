// What replacing all workers costs those who ask meanwhile: requests that are lost, and time.
import { setTimeout as sleep } from 'node:timers/promises';
import { table } from '../../table.ts';
import { median, percentile } from '../statistics.ts';
import type { Workshop } from '../workshop.ts';
import { countsIn, since, sum } from './counts.ts';
import { type Asked, load } from './load.ts';
import { daemonize } from './ours.ts';
import { gunicorn, nginx, pm2 } from './peers.ts';
import { type Charge, type System, withAll } from './system.ts';
import { type Kind, type Wrk, wrk } from './wrk.ts';

const ROUNDS = 4;
/** In a row, in each round; of peers one, which is enough to see. */
const OURS = 25;
const DELAY_MS = 20;
const CLIENTS = 50;
/** In which connections are made and code gets warm. */
const WARM_MS = 500;
const MOST_MINUTES = 10;

const systems = (): readonly System[] => [
  ...daemonize({ name: 'daemonize --listen', listens: true }),
  ...daemonize({ name: 'daemonize, rr', listens: false }),
  ...pm2(),
  ...nginx(),
  ...gunicorn(),
];

interface Round {
  readonly reloads: number;
  readonly reloadMs: readonly number[];
  readonly calmMs: readonly number[];
  readonly meanwhileMs: readonly number[];
  readonly lost: readonly NonNullable<Asked['lost']>[];
  readonly answered: number;
  /** What the servers have had; undefined where they do not count. */
  readonly had: number | undefined;
}

const isOurs = ({ name }: System): boolean => name.startsWith('daemonize');

const reloadOften = async ({ site, system }: Charge, times: number): Promise<readonly number[]> => {
  const ms: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const begin = performance.now();
    await system.reload?.(site);
    ms.push(performance.now() - begin);
  }
  return ms;
};

const timesOf = (asked: readonly Asked[]): readonly number[] => asked.flatMap(({ lost, ms }) => (lost ? [] : [ms]));

/** Under clients of ours, which know what became of each request. */
const round = async (charge: Charge, kind: Kind, seconds: number): Promise<Round> => {
  const reloads = isOurs(charge.system) ? OURS : 1;
  const before = countsIn(charge.site);
  const clients = load(charge.port, kind, CLIENTS);
  try {
    await sleep(WARM_MS);
    const begin = performance.now();
    await sleep(seconds * 1000);
    const middle = performance.now();
    const reloadMs = await reloadOften(charge, reloads);
    const end = performance.now();
    await sleep(WARM_MS);
    const asked = await clients.stop();
    const had = sum(since(before, countsIn(charge.site)));
    return {
      reloads,
      reloadMs,
      calmMs: timesOf(asked.filter(({ at, ms }) => at >= begin && at + ms < middle)),
      meanwhileMs: timesOf(asked.filter(({ at, ms }) => at + ms >= middle && at < end)),
      lost: asked.flatMap(({ lost }) => lost ?? []),
      answered: timesOf(asked).length,
      had: had > 0 ? had : undefined,
    };
  } finally {
    await clients.stop();
  }
};

interface Witnessed {
  readonly reloads: number;
  readonly answered: number;
  readonly failed: number;
}

/** Under wrk, which asks with other code than ours: it is stopped when the reloads are done. */
const witness = async (charge: Charge, seconds: number, begin: Wrk): Promise<Witnessed> => {
  const reloads = isOurs(charge.system) ? OURS : 1;
  const stop = new AbortController();
  const working = begin(charge, 'keep-alive', CLIENTS, MOST_MINUTES * 60, stop.signal);
  working.catch(() => {}); // told below
  try {
    await sleep(seconds * 250);
    await reloadOften(charge, reloads);
    await sleep(WARM_MS);
  } finally {
    stop.abort();
  }
  const { answered, failed } = await working;
  return { reloads, answered, failed };
};

const listed = (lost: Round['lost']): string => {
  const kinds = [...new Set(lost)].map((kind) => `${lost.filter((one) => one === kind).length} ${kind}`);
  return kinds.join(', ');
};

const verdict = (system: System, lost: number, isEven: boolean): string =>
  isOurs(system) ? `0, none unaccounted: ${lost === 0 && isEven ? 'holds' : 'missed'}` : '';

const rowOf = ({ system }: Charge, rounds: readonly Round[]): readonly string[] => {
  const all = <One>(of: (round: Round) => readonly One[]): readonly One[] => rounds.flatMap(of);
  const total = (of: (round: Round) => number): number => sum(rounds.map(of));
  const lost = all((one) => one.lost);
  const counts = rounds.every(({ had }) => had !== undefined);
  const [answered, had] = [total((one) => one.answered), total(({ had: one = 0 }) => one)];
  const [calm, meanwhile] = [
    percentile(
      all((one) => one.calmMs),
      0.99,
    ),
    percentile(
      all((one) => one.meanwhileMs),
      0.99,
    ),
  ];
  return [
    system.name,
    `${total(({ reloads }) => reloads)}`,
    `${lost.length}`,
    `${answered}`,
    counts ? `${had}` : '',
    median(all((one) => one.reloadMs)).toFixed(0),
    calm.toFixed(1),
    meanwhile.toFixed(1),
    (meanwhile / calm).toFixed(2),
    listed(lost),
    verdict(system, lost.length, counts && had === answered),
  ];
};

const HEADING = ['reloads', 'lost', 'answered', 'served', 'reload ms', 'p99 calm', 'p99 then', '×', 'how', 'must be'];

const inTurn = async <One>(charges: readonly Charge[], work: (charge: Charge) => Promise<One>): Promise<One[][]> => {
  const columns: One[][] = charges.map(() => []);
  for (let count = 0; count < ROUNDS; count += 1)
    for (const [column, charge] of charges.entries()) columns[column]?.push(await work(charge));
  return columns;
};

const surroundings = `${DELAY_MS} ms for each request, ${CLIENTS} clients, ${ROUNDS} rounds`;

const measure = async (charges: readonly Charge[], kind: Kind, seconds: number): Promise<void> => {
  const columns = await inTurn(charges, (charge) => round(charge, kind, seconds));
  const rows = charges.map((charge, column) => rowOf(charge, columns[column] ?? []));
  console.log(`\nReloads, ${kind}: ${surroundings}\n`);
  console.log(table([['2 workers', ...HEADING], ...rows]));
};

const measureWithWrk = async (charges: readonly Charge[], seconds: number, begin: Wrk): Promise<void> => {
  const columns = await inTurn(charges, (charge) => witness(charge, seconds, begin));
  const rows = charges.map(({ system }, column) => {
    const own = columns[column] ?? [];
    const failed = sum(own.map((one) => one.failed));
    const must = isOurs(system) ? `0: ${failed === 0 ? 'holds' : 'missed'}` : '';
    return [
      system.name,
      `${sum(own.map(({ reloads }) => reloads))}`,
      `${failed}`,
      `${sum(own.map(({ answered }) => answered))}`,
      must,
    ];
  });
  console.log(`\nReloads, keep-alive, as wrk sees them: ${surroundings}\n`);
  console.log(table([['2 workers', 'reloads', 'lost', 'answered', 'must be'], ...rows]));
};

/** Has all that are there reload under load, in turn, and prints tables. */
export const reload = (seconds: number, workshop: Workshop): Promise<void> =>
  withAll(systems(), DELAY_MS, workshop, async (charges) => {
    for (const kind of ['keep-alive', 'new connections'] as const) await measure(charges, kind, seconds);
    const begin = wrk();
    if (begin) await measureWithWrk(charges, seconds, begin);
    console.log('\nOf nginx, what stands behind it counts; it and gunicorn do not tell when they have reloaded.');
  });
