/**
 * The 24 ways in which data and their end can come through a tool that joins standard input and output with a socket: it
 * connects or listens; what is looked at goes in or out; and the other direction is quiet, full, or has ended before.
 */
import { execFileSync } from 'node:child_process';
import { constants, existsSync, openSync } from 'node:fs';
import { connect, createServer, Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';

const ROLES = ['client', 'server'] as const;
const DIRECTIONS = ['in', 'out'] as const;
const OTHERS = ['quiet', 'full', 'done'] as const;

export interface Cell {
  readonly role: (typeof ROLES)[number];
  readonly direction: (typeof DIRECTIONS)[number];
  readonly other: (typeof OTHERS)[number];
}

export const CELLS: readonly Cell[] = ROLES.flatMap((role) =>
  DIRECTIONS.flatMap((direction) => OTHERS.map((other) => ({ role, direction, other }))),
);

/** What came of a cell. Each counts as one of the 24. */
export interface Outcome {
  readonly data: boolean;
  readonly end: boolean;
}

/** The command line of a tool that connects to, or listens at, a Unix socket. */
export type ToolLine = (role: Cell['role'], socket: string) => readonly string[];

/** How late an answer is after the end of the other direction; socat has given up by then. */
const LATE_MS = 800;

const DATA = `${'0123456789abcdef'.repeat(4_000)}.`;

interface Both {
  /** What the test writes to, and what it reads: the tool's standard streams, and the other end of its socket. */
  readonly stdin: Socket;
  readonly stdout: Socket;
  readonly peer: Socket;
}

/** Real pipes, as a shell gives them. */
const pipes = (here: Scene, name: string) => {
  const [input, output] = [path.join(here.work, `${name}.in`), path.join(here.work, `${name}.out`)];
  execFileSync('mkfifo', [input, output]);
  const stdin = new Socket({ fd: openSync(input, constants.O_RDWR | constants.O_NONBLOCK), readable: false });
  const stdout = new Socket({ fd: openSync(output, constants.O_RDONLY | constants.O_NONBLOCK), writable: false });
  for (const socket of [stdin, stdout]) socket.on('error', () => {});
  return { input, output, stdin, stdout };
};

/** Held by nobody but the tool, its standard output ends when the tool closes it. */
const runIn = (here: Scene, line: readonly string[], input: string, output: string) =>
  here.start('sh', ['-c', 'exec "$@" <"$IN" >"$OUT"', 'sh', ...line], { environment: { IN: input, OUT: output } });

const started = async (here: Scene, cell: Cell, line: ToolLine, name: string): Promise<Both> => {
  const socket = path.join(here.work, `${name}.sock`);
  const { input, output, stdin, stdout } = pipes(here, name);
  const run = () => runIn(here, line(cell.role, socket), input, output);
  if (cell.role === 'client') {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    here.afterwards(() => void server.close());
    const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
    run();
    return { stdin, stdout, peer: await connected };
  }
  run();
  await until(() => existsSync(socket), `${name} listens`);
  const peer = await until(
    () =>
      new Promise<Socket | undefined>((resolve) => {
        const attempt = connect({ path: socket, allowHalfOpen: true });
        attempt.once('connect', () => resolve(attempt));
        attempt.once('error', () => resolve(undefined));
      }),
    `${name} can be connected to`,
  );
  return { stdin, stdout, peer };
};

/** Writes until nothing is taken any more. */
const fill = async (sink: Socket): Promise<void> => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const more = (): void => {
    while (!sink.destroyed && sink.write(chunk));
  };
  sink.on('drain', more);
  more();
  let [taken, since] = [-1, performance.now()];
  await until(() => {
    const now = sink.bytesWritten - sink.writableLength;
    if (now !== taken) [taken, since] = [now, performance.now()];
    return performance.now() - since > 300;
  }, 'nothing is taken any more');
  sink.off('drain', more);
};

/** Reads until the end; `wait` is how long that may take. */
const collect = async (source: Socket, waitMs: number): Promise<Outcome> => {
  let text = '';
  let ended = false;
  source.setEncoding('latin1');
  source.on('data', (chunk: string) => {
    text += chunk;
  });
  source.on('end', () => {
    ended = true;
  });
  source.on('error', () => {});
  source.resume();
  await until(() => ended, 'the end comes', waitMs).catch(() => {});
  return { data: text.endsWith(DATA), end: ended };
};

const endOf = (source: Socket): Promise<void> =>
  new Promise((resolve) => {
    source.once('end', resolve).once('close', () => resolve());
    source.resume();
  });

/** Tries one cell. `patienceMs` is how long an end may take to come before it counts as never. */
export const tryCell = async (
  here: Scene,
  cell: Cell,
  line: ToolLine,
  name: string,
  patienceMs: number,
): Promise<Outcome> => {
  const { peer, stdin, stdout } = await started(here, cell, line, name);
  peer.on('error', () => {});
  const [source, sink] = cell.direction === 'in' ? [stdin, peer] : [peer, stdout];
  const [otherSource, otherSink] = cell.direction === 'in' ? [peer, stdout] : [stdin, peer];
  if (cell.other === 'full') await fill(otherSource);
  if (cell.other === 'done') {
    otherSource.end();
    await Promise.race([endOf(otherSink), sleep(patienceMs)]);
    await sleep(LATE_MS);
  }
  const collected = collect(sink, patienceMs);
  source.end(DATA);
  const outcome = await collected;
  for (const socket of [peer, stdin, stdout]) socket.destroy();
  return outcome;
};

/** One letter for the data, one for the end, as the table shows them. */
export const letters = ({ data, end }: Outcome): string => `${data ? 'P' : 'F'}${end ? 'P' : '-'}`;
