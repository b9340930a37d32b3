// What looking after programs costs while nothing happens.
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../test/rig/until.ts';
import { table } from '../../table.ts';
import { readClock } from '../child.ts';
import { processesOf, type Workshop } from '../workshop.ts';
import { privateMb, waits } from './footprint.ts';
import { inSite, type Site } from './site.ts';
import type { Service, System } from './system.ts';
import { supervisors } from './systems.ts';

const MANY = 10;
/** V8 tidies up when a program has been idle for some 8 s. */
const SETTLE_MS = 12_000;
const IDLE_MS = 10_000;
const MOST_MB = 8;
/** One in the whole time is an accident. */
const MOST_WAKE_UPS = 1000 / IDLE_MS;

interface Footprint {
  readonly processes: number;
  readonly memoryMb: number;
  readonly wakeUpsPerSecond: number;
}

const servicesIn = (site: Site, program: string, count: number): readonly Service[] =>
  Array.from({ length: count }, (_, index) => {
    const name = `service${index}`;
    return { name, program, operands: [site.file(name, '')] };
  });

const areUp = (services: readonly Service[]): boolean =>
  services.every(({ operands: [clock = ''] }) => readClock(clock) !== undefined);

const total = (pids: readonly number[], of: (pid: number) => number): number =>
  pids.reduce((all, pid) => all + of(pid), 0);

const footprint = (system: System, program: string, count: number, workshop: Workshop): Promise<Footprint> =>
  inSite(workshop, async (site) => {
    const services = servicesIn(site, program, count);
    system.start(services, site);
    await until(() => areUp(services), `${system.name} has started all`);
    await sleep(SETTLE_MS);
    const own = processesOf(site).filter(({ command }) => !command.startsWith(program));
    const pids = own.map(({ pid }) => pid);
    const [before, begin] = [total(pids, waits), performance.now()];
    await sleep(IDLE_MS);
    const wakeUps = total(pids, waits) - before;
    const seconds = (performance.now() - begin) / 1000;
    return { processes: pids.length, memoryMb: total(pids, privateMb), wakeUpsPerSecond: wakeUps / seconds };
  });

const cells = ({ processes, memoryMb, wakeUpsPerSecond }: Footprint): readonly string[] => [
  `${processes}`,
  memoryMb.toFixed(1),
  wakeUpsPerSecond.toFixed(2),
];

const verdict = (name: string, one: Footprint, many: Footprint): string => {
  if (name !== 'daemonize') return '';
  const holds = one.memoryMb <= MOST_MB && many.memoryMb / MANY <= MOST_MB && one.wakeUpsPerSecond <= MOST_WAKE_UPS;
  return `≤ ${MOST_MB} MB each, 0 a second: ${holds ? 'holds' : 'missed'}`;
};

/** Measures all supervisors that are there, one after the other, and prints a table. */
export const idle = async (program: string, workshop: Workshop): Promise<void> => {
  const rows: (readonly string[])[] = [];
  let ours: Footprint | undefined;
  for (const system of supervisors()) {
    const one = await footprint(system, program, 1, workshop);
    const many = await footprint(system, program, MANY, workshop);
    ours ??= one;
    const ratio = (one.memoryMb / ours.memoryMb).toFixed(2);
    rows.push([system.name, ...cells(one), ratio, ...cells(many), verdict(system.name, one, many)]);
  }
  const heading = [
    '1 service',
    'processes',
    'private MB',
    'wake-ups/s',
    '×',
    `${MANY}: processes`,
    'private MB',
    'wake-ups/s',
  ];
  console.log(`\nLooking after what does nothing\n\n${table([[...heading, 'must be'], ...rows])}`);
  console.log(
    '\nAll processes of a system together, without the services; private memory is what no other process has.',
  );
};
