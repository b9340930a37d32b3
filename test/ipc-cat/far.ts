/** The other side of each kind of address: what ipc-cat talks to, held by the test. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, Socket } from 'node:net';
import path from 'node:path';
import type { Running } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';

/** One end of a join as the test sees it. */
export interface Far {
  readonly address: string;
  /** Whether anything can come from there, and go there. */
  readonly speaks: boolean;
  readonly hears: boolean;
  readonly isBroker?: boolean;
  /** Handed to ipc-cat, as 3 for the first and 4 for the second. */
  readonly descriptor?: number;
  /** It never ends by itself. */
  readonly isEndless?: boolean;
  /** Called once ipc-cat runs; settles when the other side is there. */
  readonly meet: (cat: Running) => Promise<void>;
  readonly say: (text: string) => void | Promise<void>;
  /** All that has come so far. */
  readonly heard: () => string | Promise<string>;
  /** Passes an end of data on. */
  readonly end: () => void;
}

/** `name` tells it from the others of the same scene. */
export type FarKind = (here: Scene, name: string, place: 'first' | 'second') => Promise<Far>;

/** A connection that the test has, or will have. */
export const talking = () => {
  let text = '';
  let socket: Socket | undefined;
  return {
    take: (connected: Socket): void => {
      socket = connected;
      connected.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      connected.on('error', () => {});
    },
    say: (words: string): void => void socket?.write(words),
    heard: () => text,
    end: (): void => void socket?.end(),
  };
};

/** Listens for one connection. */
export const listenAt = async (
  here: Scene,
  where: string | number,
): Promise<{ server: Server; connected: Promise<Socket> }> => {
  const server = createServer({ allowHalfOpen: true });
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(where, resolve));
  here.afterwards(() => void server.close());
  return { server, connected };
};

const connecting =
  (address: (server: Server, file: string) => string, isFile: boolean): FarKind =>
  async (here, name) => {
    const file = path.join(here.work, `${name}.sock`);
    const { connected, server } = await listenAt(here, isFile ? file : 0);
    const { take, ...talk } = talking();
    return {
      address: address(server, file),
      speaks: true,
      hears: true,
      meet: async (cat) => take(await unlessEnded(cat, connected)),
      ...talk,
    };
  };

/** Connects as soon as somebody listens. */
const connectSoon = (where: () => NetConnectOpts | undefined): Promise<Socket> =>
  until(() => {
    const options = where();
    if (options === undefined) return undefined;
    return new Promise<Socket | undefined>((resolve) => {
      const socket = connect({ ...options, allowHalfOpen: true } as NetConnectOpts);
      socket.once('connect', () => resolve(socket)).once('error', () => resolve(undefined));
    });
  }, 'somebody listens');

/** Waits for a connection; when ipc-cat ends instead, says what it said. */
export const unlessEnded = <Met>(cat: Running, met: Promise<Met>): Promise<Met> =>
  Promise.race([
    met,
    cat.ended.then(({ code, stderr }) => {
      throw new Error(`ipc-cat ended with ${code}: ${stderr}`);
    }),
  ]);

/** The port that ipc-cat says it listens at (`--verbose`). */
export const portIn = (cat: Running, address: string): number | undefined => {
  const port = new RegExp(`listening on ${address}:(\\d+)`).exec(cat.stderr)?.[1];
  return port === undefined ? undefined : Number(port);
};

const unixListen: FarKind = async (here, name) => {
  const file = path.join(here.work, `${name}.sock`);
  const { take, ...talk } = talking();
  return {
    address: `unix-listen:${file}`,
    speaks: true,
    hears: true,
    meet: async () => take(await connectSoon(() => (existsSync(file) ? { path: file } : undefined))),
    ...talk,
  };
};

/** Each place has a host of its own, so that the ports told can be kept apart. */
export const hostFor = (place: 'first' | 'second'): string => (place === 'first' ? '127.0.0.1' : '127.0.0.2');

/** A name that only this machine knows, and only while somebody listens there. */
const abstractName = (here: Scene, name: string): string => `${path.basename(here.root)}-${name}`;

const abstract: FarKind = async (here, name) => {
  const at = abstractName(here, name);
  const { connected } = await listenAt(here, `\0${at}`);
  const { take, ...talk } = talking();
  return {
    address: `abstract:${at}`,
    speaks: true,
    hears: true,
    meet: async (cat) => take(await unlessEnded(cat, connected)),
    ...talk,
  };
};

const abstractListen: FarKind = async (here, name) => {
  const at = abstractName(here, name);
  const { take, ...talk } = talking();
  return {
    address: `abstract-listen:${at}`,
    speaks: true,
    hears: true,
    meet: async () => take(await connectSoon(() => ({ path: `\0${at}` }))),
    ...talk,
  };
};

/** A socket that ipc-cat is started with. What we hold of it is closed once it has it. */
const descriptor: FarKind = async (here, name, place) => {
  const file = path.join(here.work, `${name}.sock`);
  const { connected } = await listenAt(here, file);
  const given = connect({ path: file, allowHalfOpen: true }).pause(); // nothing of it is read here
  await once(given, 'connect');
  const { take, ...talk } = talking();
  take(await connected);
  const { _handle: handle } = given as unknown as { readonly _handle: { readonly fd: number } };
  return {
    address: place === 'first' ? 'fd:3' : 'fd:4',
    speaks: true,
    hears: true,
    descriptor: handle.fd,
    meet: async () => void given.destroy(),
    ...talk,
  };
};

const tcpListen: FarKind = async (_here, _name, place) => {
  const { take, ...talk } = talking();
  const host = hostFor(place);
  return {
    address: `tcp-listen:${host}:0`,
    speaks: true,
    hears: true,
    meet: async (cat) =>
      take(
        await connectSoon(() => {
          const port = portIn(cat, `tcp-listen:${host}`);
          return port === undefined ? undefined : { host, port };
        }),
      ),
    ...talk,
  };
};

const file: FarKind = async (here, name, place) => {
  const at = path.join(here.work, `${name}.txt`);
  if (place === 'first') writeFileSync(at, '');
  return {
    address: `file:${at}`,
    speaks: place === 'first',
    hears: place === 'second',
    meet: async () => {},
    say: (text) => writeFileSync(at, text, { flag: 'a' }),
    heard: () => (existsSync(at) ? readFileSync(at, 'utf8') : ''),
    end: () => {},
  };
};

const fifo: FarKind = async (here, name, place) => {
  const at = path.join(here.work, `${name}.fifo`);
  execFileSync('mkfifo', [at]);
  const { take, ...talk } = talking();
  const flags = place === 'first' ? constants.O_RDWR : constants.O_RDONLY;
  const options = { readable: place === 'second', writable: place === 'first' };
  take(new Socket({ fd: openSync(at, flags | constants.O_NONBLOCK), ...options }));
  return {
    address: `fifo:${at}`,
    speaks: place === 'first',
    hears: place === 'second',
    meet: async () => {},
    ...talk,
  };
};

const RELAY = `const socket = require('node:net').connect({ path: process.argv[2], allowHalfOpen: true });
process.stdin.pipe(socket); socket.pipe(process.stdout, { end: false });
// Node never closes its standard output by itself, and so would not pass the end on.
socket.on('end', () => process.stdout.write('', () => require('node:fs').closeSync(1)));`;

const exec: FarKind = async (here, name) => {
  const socket = path.join(here.work, `${name}.sock`);
  const script = path.join(here.work, `${name}.cjs`);
  writeFileSync(script, RELAY);
  const { connected } = await listenAt(here, socket);
  const { take, ...talk } = talking();
  return {
    address: `exec:'${process.execPath}' '${script}' '${socket}'`,
    speaks: true,
    hears: true,
    meet: async (cat) => take(await unlessEnded(cat, connected)),
    ...talk,
  };
};

const stdio: FarKind = async () => {
  let running: Running | undefined;
  return {
    address: '-',
    speaks: true,
    hears: true,
    meet: async (cat) => {
      running = cat;
    },
    say: (text) => running?.write(text),
    heard: () => running?.stdout ?? '',
    end: () => running?.closeStdin(),
  };
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** The addresses of bytes. */
export const FAR_WITH_BYTES: Readonly<Record<string, FarKind>> = {
  '-': stdio,
  unix: connecting((_, at) => `unix:${at}`, true),
  'unix-listen': unixListen,
  ...(process.platform === 'linux' ? { abstract, 'abstract-listen': abstractListen } : {}),
  tcp: connecting((server) => `tcp://127.0.0.1:${portOf(server)}`, false),
  'tcp-listen': tcpListen,
  fifo,
  file,
  exec,
  fd: descriptor,
};
