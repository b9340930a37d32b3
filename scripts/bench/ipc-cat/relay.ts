// How long a line takes there and back: through a cat to a server that echoes, and back through the cat.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { loadavg } from 'node:os';
import { table } from '../../table.ts';
import { bareEnvironment } from '../measure.ts';
import { systemPeer } from '../peers.ts';
import { median, percentile } from '../statistics.ts';
import type { Workshop } from '../workshop.ts';

const ROUNDS = 5;
const LINES = 2_000;
const WARM_UP = 300;
const MUST = 1.1;
const LINE = Buffer.from(`${'x'.repeat(99)}\n`);

/** Microseconds for each line, one after the other. */
const roundTrips = async (child: ChildProcess): Promise<readonly number[]> => {
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('no pipes');
  const times: number[] = [];
  let begin = 0;
  let got = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
    const send = (): void => {
      begin = performance.now();
      stdin.write(LINE);
    };
    stdout.on('data', (bytes: Buffer) => {
      got += bytes.length;
      if (got < LINE.length) return;
      got = 0;
      times.push((performance.now() - begin) * 1_000);
      if (times.length < LINES + WARM_UP) send();
      else resolve();
    });
    send();
  });
  child.removeAllListeners('exit');
  stdin.end();
  child.kill('SIGKILL');
  return times.slice(WARM_UP);
};

/** Measures in turn, and prints a table. */
export const relay = async (ipcCat: string, workshop: Workshop): Promise<void> => {
  const socket = workshop.path('echo.sock');
  const server = createServer((connection) => void connection.on('error', () => {}).pipe(connection));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const [socat, nc, ncat] = ['socat', 'nc.openbsd', 'ncat'].map(systemPeer);
  const lines: Readonly<Record<string, readonly (string | undefined)[]>> = {
    'ipc-cat': [process.execPath, ipcCat, `unix:${socket}`],
    socat: [socat, '-', `UNIX-CONNECT:${socket}`],
    nc: [nc, '-U', socket],
    ncat: [ncat, '-U', socket],
    'cat, without a socket': [systemPeer('cat')],
  };
  const ways = Object.entries(lines).filter(([, words]) => !words.includes(undefined)) as [string, readonly string[]][];
  const rounds = new Map<string, (readonly number[])[]>(ways.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, [file = '', ...operands]] of ways) {
      const child = spawn(file, operands, { stdio: ['pipe', 'pipe', 'inherit'], env: bareEnvironment() });
      rounds.get(name)?.push(await roundTrips(child));
    }
  }
  server.close();
  const ours = (rounds.get('ipc-cat') ?? []).map(median);
  const rows = [...rounds].map(([name, own]) => {
    const ratio = median(own.map((times, round) => (ours[round] ?? Number.NaN) / median(times)));
    const verdict = name === 'socat' ? `≤ ${MUST}: ${ratio <= MUST ? 'holds' : 'missed'}` : '';
    const [middle, late] = [median(own.map(median)), median(own.map((times) => percentile(times, 0.99)))];
    return [name, middle.toFixed(0), late.toFixed(0), ratio.toFixed(2), verdict];
  });
  const heading = [`Node ${process.version}`, 'median µs', 'p99 µs', 'ipc-cat to it ×', 'must be'];
  console.log(`\n100 bytes there and back\n\n${table([heading, ...rows])}`);
  console.log(
    `\nLoad: ${loadavg()
      .map((value) => value.toFixed(1))
      .join(', ')}.`,
  );
};
