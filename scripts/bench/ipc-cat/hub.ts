// Messages a second from one who speaks to many who hear, beside what does the same.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { loadavg } from 'node:os';
import type { Readable } from 'node:stream';
import { until } from '../../../test/rig/until.ts';
import { table } from '../../table.ts';
import { bareEnvironment } from '../measure.ts';
import { median } from '../statistics.ts';
import type { Workshop } from '../workshop.ts';
import { writePrograms } from './hub/programs.ts';
import { type System, systemsIn } from './hub/systems.ts';

const ROUNDS = 3;
/** All messages of 100 bytes; the more readers, the fewer. */
const HEARD = 10_000_000;
/** How many times the messages of a peer. */
const LIMIT = 1.5;
const JUDGED = ['redis pub/sub', 'NATS'];

type Child = ChildProcessByStdio<null, Readable, null>;

const start = (words: readonly string[], workshop: Workshop): Child => {
  const [file = '', ...operands] = words;
  return spawn(file, operands, {
    cwd: workshop.folder,
    env: bareEnvironment(workshop.environment),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
};

/** What a program of ours says next on a line that begins with one of these words: the words of the line. */
const lineOf = (child: Child, ...firsts: readonly string[]): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const line = text
        .split('\n')
        .slice(0, -1)
        .find((one) => firsts.some((first) => one.startsWith(first)));
      if (line !== undefined) resolve(line.split(' '));
    });
    child.once('exit', (code, signal) => reject(new Error(`a program ended with ${signal ?? code}`)));
  });

const end = async (child: Child): Promise<void> => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await ended;
};

const answers = (place: string): Promise<boolean> =>
  new Promise((resolve) => {
    const where = /^\d+$/.test(place) ? { port: Number(place), host: '127.0.0.1' } : { path: place };
    const socket = connect(where, () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Messages a second; NaN where not all came to all. */
const once = async (system: System, readers: number, workshop: Workshop): Promise<number> => {
  const messages = HEARD / readers;
  const programs = writePrograms(workshop);
  const children: Child[] = [];
  const run = (...words: readonly string[]): Child => {
    const child = start(words, workshop);
    children.push(child);
    return child;
  };
  try {
    run(...system.words);
    await until(() => answers(system.place), `${system.name} answers`);
    const hearing = run(process.execPath, programs.readers, system.protocol, system.place, `${readers}`, `${messages}`);
    await lineOf(hearing, 'ready');
    const done = lineOf(hearing, 'done', 'stuck');
    const speaking = run(process.execPath, programs.publisher, system.protocol, system.place, `${messages}`);
    const [, begun] = await lineOf(speaking, 'begin');
    const [word, ended] = await done;
    if (word !== 'stuck') return messages / (Number(BigInt(ended ?? 0) - BigInt(begun ?? 0)) / 1e9);
    console.log(`${system.name}, ${readers} readers: stuck, when ${(Number(ended) * 100).toFixed(0)} % had been heard`);
    return Number.NaN;
  } finally {
    for (const child of children) await end(child);
  }
};

const thousands = (value: number): string => (Number.isNaN(value) ? '-' : `${(value / 1000).toFixed(0)} k`);

const verdict = (name: string, ours: number, theirs: number): string => {
  if (!JUDGED.includes(name) || Number.isNaN(theirs)) return '';
  return `≥ ${LIMIT}: ${ours / theirs >= LIMIT ? 'holds' : 'missed'}`;
};

const print = (systems: readonly System[], readers: number, rates: readonly (readonly number[])[]): void => {
  const medians = rates.map((own) => median(own.filter((rate) => !Number.isNaN(rate))));
  const ours = medians[0] ?? Number.NaN;
  const rows = systems.map(({ name }, at) => {
    const own = medians[at] ?? Number.NaN;
    const ratio = ours / own;
    return [name, thousands(own), thousands(own * readers), ratio.toFixed(2), verdict(name, ours, own)];
  });
  const heading = ['100-byte messages a second', 'published', 'heard', 'ipc-cat ×', 'must be'];
  console.log(`\n${readers} readers, the median of ${ROUNDS}\n\n${table([heading, ...rows])}`);
};

/** Measures with each number of readers, the systems in turn, and prints a table for each. */
export const hub = async (built: string, workshop: Workshop, counts: readonly number[] = [10, 100]): Promise<void> => {
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  const systems = systemsIn(workshop, built, ports);
  for (const readers of counts) {
    const rates: number[][] = systems.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [at, system] of systems.entries()) rates[at]?.push(await once(system, readers, workshop));
    }
    print(systems, readers, rates);
  }
  console.log(
    `\nLoad over 1, 5 and 15 minutes at the end: ${loadavg()
      .map((value) => value.toFixed(1))
      .join(', ')}.`,
  );
};
