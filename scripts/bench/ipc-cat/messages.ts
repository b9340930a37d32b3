// Messages of 100 bytes to a Node child: over fork: and by child.send, to one that is quick and one that is slow at first.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { table } from '../../table.ts';
import { bareEnvironment } from '../measure.ts';
import { median } from '../statistics.ts';
import type { Workshop } from '../workshop.ts';

const ROUNDS = 3;
const MUST = 5;
const MOST_MB = 120;

/** Counts, and checks the order; with an operand it computes for so many milliseconds before it takes the first. */
const CHILD = `let next = 0;
const until = Date.now() + Number(process.argv[2] ?? 0);
while (Date.now() < until);
process.on('message', ({ n }) => { if (n !== next++) { console.error('not ' + n); process.exit(9); } });
process.on('disconnect', () => process.exit(next === Number(process.env.COUNT) ? 0 : 8));
`;

/** What somebody would write who knows of backpressure, and who does not. */
const SENDER = `const child = require('node:child_process').fork(process.argv[2], [process.argv[3]]);
const count = Number(process.env.COUNT);
const patient = process.argv[4] === 'patient';
let n = 0;
const more = () => {
  while (n < count) {
    const message = { n: n++, pad: 'x'.repeat(80) };
    const last = n === count;
    if (last) { child.send(message, () => child.disconnect()); return; }
    if (patient) { if (!child.send(message, more2)) { return; } } else child.send(message);
  }
};
let waiting = false;
const more2 = () => { if (child.channel && !waiting) { waiting = true; setImmediate(() => { waiting = false; more(); }); } };
more();
child.on('exit', (code) => process.exit(code ?? 1));
`;

interface Sample {
  readonly ms: number;
  readonly peakMb: number;
}

/** The most memory it has had so far; proc(5). */
const peakMb = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;

const watch = (child: ChildProcess): Promise<Sample> => {
  const begin = performance.now();
  let peak = 0;
  const timer = setInterval(() => {
    try {
      peak = Math.max(peak, peakMb(child.pid ?? 0));
    } catch {}
  }, 20);
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      clearInterval(timer);
      if (code !== 0) return reject(new Error(`it ended with ${signal ?? code}`));
      resolve({ ms: performance.now() - begin, peakMb: peak });
    });
  });
};

/** Measures in turn, and prints a table for each kind of child. */
export const messages = async (ipcCat: string, count: number, workshop: Workshop): Promise<void> => {
  const child = workshop.file('child.cjs', CHILD);
  const sender = workshop.file('sender.cjs', SENDER);
  const lines = workshop.path('messages');
  writeFileSync(
    lines,
    Array.from({ length: count }, (_, n) => `${JSON.stringify({ n, pad: 'x'.repeat(80) })}\n`).join(''),
  );
  const environment = bareEnvironment({ ...workshop.environment, COUNT: String(count) });
  const run = async (words: readonly string[], input?: string): Promise<Sample> => {
    const stdin = input === undefined ? 'ignore' : openSync(input, 'r');
    const sample = watch(spawn(process.execPath, words, { stdio: [stdin, 'ignore', 'inherit'], env: environment }));
    if (stdin !== 'ignore') closeSync(stdin);
    return sample;
  };
  for (const slowMs of [0, 2_000]) {
    const ways: Readonly<Record<string, () => Promise<Sample>>> = {
      'ipc-cat fork:': () => run([ipcCat, '--to-first', `fork:${child} ${slowMs}`], lines),
      'child.send': () => run([sender, child, String(slowMs), 'patient']),
      'child.send, all at once': () => run([sender, child, String(slowMs), 'at-once']),
    };
    const samples = new Map<string, Sample[]>(Object.keys(ways).map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, way] of Object.entries(ways)) samples.get(name)?.push(await way());
    }
    const ours = samples.get('ipc-cat fork:') ?? [];
    const rows = [...samples].map(([name, own]) => {
      const busy = own.map(({ ms }) => ms - slowMs);
      const ratio = median(own.map(({ ms }, round) => (ms - slowMs) / ((ours[round]?.ms ?? Number.NaN) - slowMs)));
      const peak = Math.max(...own.map((sample) => sample.peakMb));
      const speed = slowMs === 0 && name === 'child.send' ? `≥ ${MUST}: ${ratio >= MUST ? 'holds' : 'missed'}` : '';
      const memory = name === 'ipc-cat fork:' ? `< ${MOST_MB} MB: ${peak < MOST_MB ? 'holds' : 'missed'}` : '';
      return [name, (count / median(busy)).toFixed(0), ratio.toFixed(2), peak.toFixed(0), speed || memory];
    });
    const heading = [`Node ${process.version}`, 'thousand/s', "ipc-cat's speed ×", 'peak MB', 'must be'];
    const what =
      slowMs === 0 ? 'a child that is quick' : `a child that is busy for ${slowMs / 1000} s first (not counted)`;
    console.log(`\n${count} messages of 100 bytes to ${what}\n\n${table([heading, ...rows])}`);
  }
  console.log(
    `\nLoad: ${loadavg()
      .map((value) => value.toFixed(1))
      .join(', ')}.`,
  );
};
