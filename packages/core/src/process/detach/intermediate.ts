/**
 * The intermediate process when Node is it: a program of its own, on descriptor 3 the launcher.
 * Until the launcher has said `recorded` its end is the command's end; from then on it only
 * tells how the command ends, and leaves when the launcher closes the connection.
 */
import { type StdioOptions, spawn } from 'node:child_process';
import { existsSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { type Ended, endedFrom } from '../ended.ts';
import { takeGroups } from '../groups.ts';
import type { Birth } from './birth.ts';
import { channelOf } from './channel.ts';
import { OUTLIVED, obstacleInEnvironment } from './dash-script.ts';

/** Which of its descriptors are what: the connection to the launcher, then what is for the command, and the legacy. */
export const TALK = 3;
export const LINK = 4;
const EXIT = 5;
const ALIVE = 6;
export const SOCKETS = ALIVE + 1;

export type Order =
  | ({ readonly type: 'start'; readonly linkFrom: number; readonly socketsFrom: number } & Birth)
  | { readonly type: 'recorded' }
  | { readonly type: 'message'; readonly message: object };

export type Word =
  | { readonly type: 'awake' }
  | { readonly type: 'born'; readonly pid: number }
  | { readonly type: 'failed'; readonly code: string | undefined; readonly message: string }
  | { readonly type: 'ended'; readonly how: Ended }
  | { readonly type: 'message'; readonly message: unknown };

type Start = Extract<Order, { type: 'start' }>;

/** setgroups needs the rights that setuid gives away, so: groups, then gid, then uid. */
const become = ({ owner }: Start): void => {
  if (!owner) return;
  takeGroups(owner);
  process.setgid?.(owner.gid);
  process.setuid?.(owner.uid);
};

const stdioOf = ({ link, linkFrom, sockets = [], socketsFrom }: Start): StdioOptions => {
  const given = sockets.map((_, index) => socketsFrom + index);
  const basic: ('inherit' | 'ignore' | 'ipc' | number)[] = ['inherit', 'inherit', 'inherit', ...given];
  if (link === 'channel') return [...basic, 'ipc'];
  if (link === undefined) return basic;
  while (basic.length < link) basic.push('ignore'); // above 2 libuv leaves these closed
  return [...basic, linkFrom];
};

/** No program knows its pid before it is born; a shell can tell it to what it becomes. sd_listen_fds(3) */
const TELL_PID = 'LISTEN_PID=$$; export LISTEN_PID; exec "$0" "$@"';

/** dash drops what it cannot name; bash hands it on, and in its POSIX mode reads no file before. */
const shellFor = ({ environment }: Start): readonly [string, ...string[]] =>
  obstacleInEnvironment(environment) !== undefined && existsSync('/bin/bash')
    ? ['/bin/bash', '--posix', '-c']
    : ['/bin/sh', '-c'];

const programOf = (start: Start) => {
  const { command, file, sockets = [] } = start;
  const [name, ...operands] = command;
  if (sockets.length === 0) return { file, argv0: name, operands };
  const [shell, ...options] = shellFor(start);
  return { file: shell, argv0: undefined, operands: [...options, TELL_PID, file, ...operands] };
};

/** Leaves word of the end in the way that dash does. */
const bequeath = (how: Ended): void => {
  const number = 'killed' in how ? (constants.signals[how.killed as NodeJS.Signals] ?? 0) : 0;
  writeSync(EXIT, 'exited' in how ? `${how.exited}\n` : `${how.killed}\n${128 + number}\n`);
};

/** Runs the intermediate; the file that calls this is built as an entry of its own. */
export const runIntermediate = (): void => {
  const talk = new Socket({ fd: TALK });
  const say = (word: Word): boolean => talk.write(`${JSON.stringify(word)}\n`);
  let [staysAlone, hasEnded] = [false, false];
  const go = (): void => {
    if (!staysAlone || hasEnded) process.exit(0);
  };
  let leave = go;
  let tellChild = (_message: object): void => {};

  const start = (order: Start): void => {
    become(order);
    process.umask(order.umask);
    const { argv0, file, operands } = programOf(order);
    const child = spawn(file, operands, { argv0, env: order.environment, stdio: stdioOf(order) });
    const { onMessage, tell } = channelOf(child);
    tellChild = tell;
    onMessage((message) => say({ type: 'message', message }));
    child.once('error', ({ message, code }: NodeJS.ErrnoException) => say({ type: 'failed', code, message }));
    child.once('exit', (code, signal) => {
      const how = endedFrom(code, signal);
      if (order.legacy) bequeath(how);
      hasEnded = true;
      say({ type: 'ended', how });
      if (talk.destroyed) process.exit(0);
    });
    if (child.pid === undefined) return;
    staysAlone = order.legacy !== undefined;
    if (staysAlone) for (const signal of OUTLIVED) process.on(signal, () => {});
    leave = () => process.kill(0, 'SIGKILL'); // our group: us, it, and what it may have started already
    say({ type: 'born', pid: child.pid });
  };

  const lines = createInterface({ input: talk });
  lines.on('error', () => {}); // talk's own errors once more
  lines.on('line', (line) => {
    const order = JSON.parse(line) as Order;
    if (order.type === 'message') return tellChild(order.message);
    if (order.type === 'recorded') {
      leave = go;
      return;
    }
    try {
      start(order);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      say({ type: 'failed', code, message });
    }
  });
  talk.on('error', () => {});
  talk.once('close', () => leave());
  say({ type: 'awake' });
};
