/**
 * Unix sockets. Who listens binds a name that nobody knows and then gives the socket its own name, in one step: nobody
 * finds it with other rights than it is to have, somebody else's live socket is never taken away unless that is asked for, and
 * the end of the one that was there before does not remove ours.
 */
import { chmodSync, linkSync, lstatSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { ExitCode, errorCode, Failure, uniqueWord } from '@proctools/core';
import type { Named, UnixAddress, UnixListenAddress } from '../address/address.ts';
import { socketEnd } from '../bytes/duplex.ts';
import type { ByteEnd } from '../endpoint.ts';
import { connectTo } from './connect.ts';
import type { Opening } from './opening.ts';
import { type Listening, listen } from './server.ts';

/** sun_path holds 108 bytes with its NUL on Linux, 104 elsewhere. unix(7). Node 20 would bind what is left of a longer one. */
const LONGEST = process.platform === 'linux' ? 107 : 103;

const place = ({ isAbstract, path: file }: Pick<UnixAddress, 'isAbstract' | 'path'>, name: string): string => {
  const bytes = Buffer.byteLength(file) + (isAbstract ? 1 : 0);
  if (bytes > LONGEST) {
    throw new Failure(
      ExitCode.failed,
      `${name}: the path of a socket may have ${LONGEST} bytes, and this has ${bytes}`,
      {
        hint: 'go to its folder and use a relative path, or choose a shorter one',
      },
    );
  }
  return isAbstract ? `\0${file}` : file;
};

/** Connects to a Unix socket. */
export const openUnix = async ({ address, name }: Named<UnixAddress>, opening: Opening): Promise<ByteEnd> => {
  const { arriving, socket } = await connectTo({ path: place(address, name) }, name, opening);
  return socketEnd(name, socket, arriving);
};

const look = (file: string): Stats | undefined => lstatSync(file, { throwIfNoEntry: false });

/** Whether somebody answers there. Only a refusal proves that nobody does. */
const isLive = (file: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ path: file });
    socket.once('error', (error) => resolve(errorCode(error) !== 'ECONNREFUSED' && errorCode(error) !== 'ENOENT'));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });

const inUse = (name: string): Failure =>
  new Failure(ExitCode.failed, `${name}: somebody is listening there`, {
    hint: 'to take its place, add ?takeover to the address',
  });

/** What stands in the way and may be replaced: a socket that nobody answers at. */
const assertFree = async (address: UnixListenAddress, name: string): Promise<Stats | undefined> => {
  const found = look(address.path);
  if (found === undefined) return undefined;
  if (!found.isSocket()) {
    throw new Failure(ExitCode.failed, `${name}: what is there is no socket`, {
      hint: 'it was not touched; choose another path',
    });
  }
  if (!address.takesOver && (await isLive(address.path))) throw inUse(name);
  return found;
};

const isSame = (one: Stats | undefined, other: Stats | undefined): boolean =>
  one?.ino === other?.ino && one?.dev === other?.dev;

/** Gives the socket its name. Where nothing had it, nobody else can have got it meanwhile. */
const giveName = (from: string, address: UnixListenAddress, stale: Stats | undefined, name: string): void => {
  if (stale !== undefined) {
    if (!isSame(look(address.path), stale)) throw inUse(name);
    renameSync(from, address.path);
    return;
  }
  try {
    linkSync(from, address.path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw inUse(name);
    renameSync(from, address.path); // a file system without links
    return;
  }
  unlinkSync(from);
};

/** A name beside it that fits where the path itself does. */
const besides = (file: string): string => {
  const folder = path.dirname(file);
  const room = LONGEST - Buffer.byteLength(folder) - 1;
  const word = uniqueWord().split('').reverse().join('').slice(0, 11);
  return path.join(folder, room < 2 ? word.slice(0, 1) : `.${word}`.slice(0, room));
};

/** bind(2) makes the file; it is nobody's but ours from its first moment on. */
const bindPrivately = async (file: string, name: string): Promise<Listening> => {
  const before = process.umask(0o177);
  try {
    return await listen({ path: file }, name); // the file is made before the first await within
  } finally {
    process.umask(before);
  }
};

/** chown(1) knows whatever this machine keeps its users in. */
const giveTo = (owner: string, file: string): void => {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { error, status, stderr } = spawnSync('chown', ['--', owner, file], { encoding: 'utf8' });
  if (error || status !== 0) throw error ?? new Error(stderr.trim().replace(/^chown: /, ''));
};

/** A listener at a path of the file system. */
const listenAtPath = async (address: UnixListenAddress, name: string): Promise<Listening> => {
  const stale = await assertFree(address, name);
  const hidden = besides(address.path);
  const listener = await bindPrivately(hidden, name);
  let own: Stats | undefined;
  try {
    if (address.owner !== undefined) giveTo(address.owner, hidden);
    chmodSync(hidden, address.mode);
    own = look(hidden);
    giveName(hidden, address, stale, name);
  } catch (cause) {
    if (look(hidden)) unlinkSync(hidden);
    await listener.close();
    throw cause instanceof Failure ? cause : new Failure(ExitCode.failed, `cannot listen on ${name}`, { cause });
  }
  return {
    ...listener,
    close: async () => {
      try {
        if (isSame(look(address.path), own)) unlinkSync(address.path);
      } catch {} // its folder went away, or is not ours any more
      await listener.close();
    },
  };
};

/** Listens on a Unix socket. */
export const listenUnix = ({ address, name }: Named<UnixListenAddress>): Promise<Listening> => {
  const at = place(address, name);
  return address.isAbstract ? listen({ path: at }, name) : listenAtPath(address, name);
};
