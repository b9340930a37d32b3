// What the death of what looks after the workers costs those who ask.
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../../test/rig/processes.ts';
import { until } from '../../../test/rig/until.ts';
import { table } from '../../table.ts';
import type { Workshop } from '../workshop.ts';
import { sum } from './counts.ts';
import { type Asked, load } from './load.ts';
import { cluster } from './node-systems.ts';
import { daemonize } from './ours.ts';
import { pm2 } from './peers.ts';
import { type Charge, type System, withAll } from './system.ts';
import type { Kind } from './wrk.ts';

const ROUNDS = 3;
const CLIENTS = 20;
const OURS = 'daemonize --listen';

interface Round {
  readonly lost: number;
  readonly answered: number;
  /** Whether anybody was answered at the end. */
  readonly serves: boolean;
}

const systems = (): readonly System[] => [
  ...daemonize({ name: OURS, listens: true }),
  ...daemonize({ name: 'daemonize, rr', listens: false }),
  ...pm2(),
  cluster('rr'),
];

const kill = async ({ site, system }: Charge): Promise<void> => {
  const pid = await system.supervisor?.(site);
  if (!pid || !isAlive(pid)) throw new Error(`${system.name} has no supervisor: ${pid}`);
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid), `${system.name}'s supervisor has ended`);
};

const isAnswered = ({ lost }: Asked): boolean => lost === undefined;

/** A second with it, the seconds without; then, where somebody else can look after them, a second with that. */
const round = async (system: System, kind: Kind, seconds: number, workshop: Workshop): Promise<Round> => {
  let asked: readonly Asked[] = [];
  let serves = false;
  await withAll([system], 0, workshop, async ([charge]) => {
    if (!charge) return;
    const clients = load(charge.port, kind, CLIENTS);
    try {
      await sleep(1000);
      await kill(charge);
      const before = clients.asked.length;
      await sleep(seconds * 1000);
      serves = clients.asked.slice(before).slice(-CLIENTS).some(isAnswered);
      if (system.resume) {
        await system.resume(charge.site);
        await sleep(1000);
      }
    } finally {
      asked = await clients.stop();
    }
  });
  const answered = asked.filter(isAnswered).length;
  return { answered, lost: asked.length - answered, serves };
};

const rowOf = ({ name }: System, rounds: readonly Round[]): readonly string[] => {
  const lost = sum(rounds.map((one) => one.lost));
  const serving = rounds.filter(({ serves }) => serves).length;
  const must = name === OURS ? `0: ${lost === 0 && serving === rounds.length ? 'holds' : 'missed'}` : '';
  return [name, `${lost}`, `${sum(rounds.map((one) => one.answered))}`, `${serving} of ${rounds.length}`, must];
};

const measure = async (kind: Kind, seconds: number, workshop: Workshop): Promise<void> => {
  const all = systems();
  const columns: Round[][] = all.map(() => []);
  for (let count = 0; count < ROUNDS; count += 1)
    for (const [column, system] of all.entries()) columns[column]?.push(await round(system, kind, seconds, workshop));
  const rows = all.map((system, column) => rowOf(system, columns[column] ?? []));
  console.log(`\nkill -9 of the supervisor, ${kind}: ${CLIENTS} clients, ${ROUNDS} rounds, ${seconds} s without it\n`);
  console.log(table([['2 workers', 'lost', 'answered', 'serves on', 'must be'], ...rows]));
};

/** Kills the supervisors of all that are there, in turn, and prints a table for each kind of connections. */
export const supervisor = async (seconds: number, workshop: Workshop): Promise<void> => {
  for (const kind of ['keep-alive', 'new connections'] as const) await measure(kind, seconds, workshop);
  console.log('\nOurs is resumed at the end, under the same load. What is refused is tried again after 5 ms.');
};
