// A file out of memory through a Unix socket, one way, into nothing.
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { table } from '../../table.ts';
import { systemPeer } from '../peers.ts';
import { median } from '../statistics.ts';
import { type Pair, transfer } from './pairs.ts';

const GIBIBYTE = 1024 ** 3;
const PIECE_BYTES = 64 * 1024 ** 2;
const ROUNDS = 5;
const MEMORY = '/dev/shm';

/** Against our speed: so many times theirs it must be. */
const MUST: Readonly<Record<string, number>> = { 'nc -U': 2, socat: 4, 'socat -b 1M': 0.85 };

const peers = (): readonly Pair[] => {
  const [socat, nc, ncat] = ['socat', 'nc.openbsd', 'ncat'].map(systemPeer);
  const pairs: (Pair | undefined)[] = [
    socat === undefined
      ? undefined
      : {
          name: 'socat',
          listener: (at) => [socat, '-u', `UNIX-LISTEN:${at}`, '-'],
          sender: (at) => [socat, '-u', '-', `UNIX-CONNECT:${at}`],
        },
    socat === undefined
      ? undefined
      : {
          name: 'socat -b 1M',
          listener: (at) => [socat, '-u', '-b', '1048576', `UNIX-LISTEN:${at}`, '-'],
          sender: (at) => [socat, '-u', '-b', '1048576', '-', `UNIX-CONNECT:${at}`],
        },
    nc === undefined
      ? undefined
      : { name: 'nc -U', listener: (at) => [nc, '-lU', at], sender: (at) => [nc, '-N', '-U', at] },
    ncat === undefined
      ? undefined
      : { name: 'ncat -U', listener: (at) => [ncat, '-lU', at], sender: (at) => [ncat, '--send-only', '-U', at] },
  ];
  return pairs.filter((pair) => pair !== undefined);
};

const ourPairs = (ipcCat: string): readonly Pair[] => {
  const cat = (...operands: readonly string[]) => [process.execPath, ipcCat, ...operands];
  const pair = (name: string, ...options: readonly string[]): Pair => ({
    name,
    listener: (at) => cat('--from-first', ...options, `unix-listen:${at}`),
    sender: (at) => cat('--to-first', ...options, `unix:${at}`),
  });
  return [pair('ipc-cat'), pair('ipc-cat --progress', '--quiet', '--progress')];
};

const rowOf = (name: string, times: readonly number[], ours: readonly number[], bytes: number): readonly string[] => {
  const ratio = median(times.map((time, round) => time / (ours[round] ?? Number.NaN)));
  const must = MUST[name];
  const verdict = must === undefined ? '' : `≥ ${must}: ${ratio >= must ? 'holds' : 'missed'}`;
  return [
    name,
    (bytes / median(times) / 1e6).toFixed(2),
    (bytes / Math.min(...times) / 1e6).toFixed(2),
    ratio.toFixed(2),
    verdict,
  ];
};

/** Measures all in turn, and prints a table. */
export const throughput = async (ipcCat: string, gibibytes: number): Promise<void> => {
  const folder = mkdtempSync(path.join(MEMORY, 'ipc-cat-'));
  try {
    const file = path.join(folder, 'input');
    const piece = randomBytes(PIECE_BYTES);
    writeFileSync(file, ''); // no hole: a hole would be read from one page, over and over
    for (let size = 0; size < gibibytes * GIBIBYTE; size += PIECE_BYTES) appendFileSync(file, piece);
    const pairs = [...ourPairs(ipcCat), ...peers()];
    const times = new Map<string, number[]>(pairs.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, pair] of pairs.entries()) {
        const socket = path.join(folder, `${round}-${index}`);
        times.get(pair.name)?.push(await transfer(pair, file, socket));
      }
    }
    const ours = times.get('ipc-cat') ?? [];
    const rows = pairs.map(({ name }) => rowOf(name, times.get(name) ?? [], ours, gibibytes * GIBIBYTE));
    const heading = [`${gibibytes} GiB, Node ${process.version}`, 'GB/s', 'best', "ipc-cat's speed ×", 'must be'];
    console.log(`\nThrough a Unix socket, one way\n\n${table([heading, ...rows])}`);
    console.log(
      `\nLoad: ${loadavg()
        .map((value) => value.toFixed(1))
        .join(', ')}.`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
