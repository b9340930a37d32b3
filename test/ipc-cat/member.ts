/** A member of a hub as the test holds it: a real connection, read only when it is asked to. */
import { existsSync, readFileSync } from 'node:fs';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import path from 'node:path';
import type { Running } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until, within } from '../rig/until.ts';

export interface MemberSocket {
  readonly socket: Socket;
  /** All that has come so far. */
  readonly text: () => string;
  readonly lines: () => readonly string[];
  /** Waits until so many lines have come. */
  readonly heard: (count: number) => Promise<readonly string[]>;
  /** Settles when it was accepted. */
  readonly say: (text: string) => Promise<void>;
  /** Waits for the end of the data, or of the connection. */
  readonly ended: Promise<void>;
}

/** What is kept of each line that comes. */
export type Digest = (line: string) => string;

/** Connects; `isReading` false: takes nothing before it is resumed. */
export const member = async (
  where: NetConnectOpts,
  isReading = true,
  digest: Digest = (line) => line,
): Promise<MemberSocket> => {
  const socket = connect({ ...where, allowHalfOpen: true } as NetConnectOpts);
  const lines: string[] = [];
  const looks = new Set<() => void>();
  let rest = '';
  const ended = new Promise<void>((resolve) => {
    socket.once('end', resolve).once('close', () => resolve());
  });
  socket.on('error', () => {});
  socket.setEncoding('latin1');
  if (!isReading) socket.pause();
  socket.on('data', (chunk: string) => {
    const [last = '', ...whole] = (rest + chunk).split('\n').reverse();
    lines.push(...whole.reverse().map(digest));
    rest = last;
    for (const look of looks) look();
  });
  if (!isReading) socket.pause();
  await new Promise((resolve) => socket.once('connect', resolve));
  return {
    socket,
    text: () => lines.map((line) => `${line}\n`).join('') + rest,
    lines: () => lines,
    heard: async (count) => {
      const enough = new Promise<void>((resolve) => {
        const look = (): void => {
          if (lines.length < count) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      });
      await within(enough, () => `${count} lines are heard, and so far ${lines.length} were`);
      return lines;
    },
    say: (words) => new Promise((resolve) => socket.write(words, () => resolve())),
    ended,
  };
};

export interface HubUnderTest {
  readonly cat: Running;
  readonly socket: string;
  /** Connects, and waits until it is a member. */
  readonly join: (isReading?: boolean, digest?: Digest) => Promise<MemberSocket>;
}

/** Starts ipc-cat with these words and a Unix socket to connect to. */
export const startHub = async (here: Scene, ...words: readonly string[]): Promise<HubUnderTest> => {
  const socket = path.join(here.work, 'bus.sock');
  const cat = here.start(toolPath('ipc-cat'), ['--verbose', ...words, `unix-listen:${socket}`], { stdin: 'open' });
  await until(() => existsSync(socket) || cat.stderr.includes('ipc-cat: cannot'), 'it listens');
  const joined = () => [...cat.stderr.matchAll(/ is there$/gm)].length;
  return {
    cat,
    socket,
    join: async (isReading = true, digest?: Digest) => {
      const before = joined();
      const one = await member({ path: socket }, isReading, digest);
      await until(() => joined() > before, 'it is a member');
      return one;
    },
  };
};

/** Memory of a process at the moment, in megabytes. proc(5) */
export const megabytesOf = (pid: number): number => {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
};
