/**
 * The sockets that workers share. Node can bind one and tell its descriptor through net._createServerHandle alone, which is not
 * documented; it is there in Node 20 to 26. One that this process itself listens on it also accepts from, as soon as the event loop
 * comes to that: by then it has been handed to the supervisor, and is closed here. In the foreground there is nobody to hand it to:
 * there it is bound only, and another process has the kernel listen on it.
 */
import { spawnSync } from 'node:child_process';
import { linkSync, lstatSync, renameSync } from 'node:fs';
import net from 'node:net';
import { getSystemErrorName } from 'node:util';
import {
  allProcesses,
  commandLineOf,
  ExitCode,
  Failure,
  nameBeside,
  type Owner,
  quoteCommand,
  removeFile,
} from '@proctools/core';
import { allListeners, holderOf } from '../listening.ts';
import { rightsFor } from '../start/owner.ts';
import { describeAddress, type ListenAddress } from './address.ts';
import { isLive } from './is-live.ts';

interface Handle {
  readonly fd: number;
  readonly listen: (backlog: number) => number;
  readonly close: () => void;
  readonly getsockname?: (out: { port?: number }) => number;
}

type CreateHandle = (address: string, port: number, family: 4 | 6 | -1, descriptor: -1) => Handle | number;

const { _createServerHandle: create } = net as { _createServerHandle?: CreateHandle };

/** Whether sockets can be opened here for others. */
export const canOpenSockets = (): boolean => create !== undefined;

/** What Node asks for where nobody says otherwise. */
const BACKLOG = 511;

/** sun_path, without the byte that ends it; libuv would cut it short without a word. unix(7) */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

/** Open, and listening. */
export interface OpenSockets {
  readonly descriptors: readonly number[];
  /** With the ports that the kernel has chosen. */
  readonly addresses: readonly ListenAddress[];
  readonly close: () => void;
}

interface Opened {
  readonly handle: Handle;
  readonly address: ListenAddress;
}

/** libuv takes the name of a Unix socket away when it closes it, and others have it open by then. */
const close = ({ address, handle }: Opened): void => {
  if (address.type === 'port') {
    handle.close();
    return;
  }
  const beside = nameBeside(address.path);
  linkSync(address.path, beside);
  handle.close();
  renameSync(beside, address.path);
};

const describeHolder = (port: number): string => {
  const listener = allListeners(process.pid).find((one) => one.port === port);
  const pids = allProcesses().map(({ pid }) => pid);
  const pid = listener && holderOf(listener, pids);
  return pid === undefined ? 'somebody else' : `pid ${pid} (${quoteCommand(commandLineOf(pid)).slice(0, 60)})`;
};

const refuse = (address: ListenAddress, code: string): never => {
  const where = `--listen ${describeAddress(address)}`;
  const cause = Object.assign(new Error(code), { code });
  if (code === 'EADDRINUSE' && address.type === 'port') {
    throw new Failure(ExitCode.failed, `${where}: the port is taken by ${describeHolder(address.port)}`);
  }
  if (code === 'EADDRNOTAVAIL') throw new Failure(ExitCode.failed, `${where}: this machine has no such address`);
  if (code === 'EACCES' && address.type === 'port') {
    throw new Failure(ExitCode.failed, `${where}: only root may listen on a port below 1024`, { cause });
  }
  throw new Failure(ExitCode.failed, `${where}: cannot be opened`, { cause });
};

/** A handle, or the name of the error. */
type Attempt = (address: string, port: number, family: 4 | 6 | -1) => Handle | string;

/** Only what comes after the binding tells that the port is taken. */
const opener =
  (afterwards: (handle: Handle) => number): Attempt =>
  (address, port, family) => {
    if (!create) throw new Failure(ExitCode.failed, `Node ${process.version} cannot open sockets for others`);
    const handle = create(address, port, family, -1);
    if (typeof handle === 'number') return getSystemErrorName(handle);
    const error = afterwards(handle);
    if (error === 0) return handle;
    handle.close();
    return getSystemErrorName(error);
  };

const openListening = opener((handle) => handle.listen(BACKLOG));

const openBound = opener((handle) => handle.getsockname?.({}) ?? 0);

/** What the kernel says when it has no IPv6. */
const WITHOUT_IPV6: readonly unknown[] = ['EAFNOSUPPORT', 'EINVAL', 'EADDRNOTAVAIL'];

const openPort = (address: Extract<ListenAddress, { type: 'port' }>, attempt: Attempt): Opened => {
  const { host, port } = address;
  const everywhere = host === null ? attempt('::', port, 6) : undefined; // IPv4, too, as Node does it
  const isIpv4 = everywhere === undefined || WITHOUT_IPV6.includes(everywhere);
  const handle = isIpv4 ? attempt(host ?? '0.0.0.0', port, host?.includes(':') ? 6 : 4) : everywhere;
  if (typeof handle === 'string') return refuse(address, handle);
  const name: { port?: number } = {};
  handle.getsockname?.(name);
  return { handle, address: { ...address, port: name.port ?? port } };
};

/** What a server that was killed has left behind is in nobody's way. */
const clearPath = async (address: Extract<ListenAddress, { type: 'path' }>): Promise<void> => {
  const { path } = address;
  const where = `--listen ${path}`;
  if (Buffer.byteLength(path) > LONGEST_PATH)
    throw new Failure(
      ExitCode.failed,
      `${where}: the path is longer than the ${LONGEST_PATH} bytes that a socket may have`,
    );
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw new Failure(ExitCode.failed, `${where}: there is a file that is no socket`);
  if (await isLive(path)) throw new Failure(ExitCode.failed, `${where}: somebody listens there`);
  removeFile(path);
};

const openPath = (
  address: Extract<ListenAddress, { type: 'path' }>,
  owner: Owner | undefined,
  attempt: Attempt,
): Opened => {
  const handle = rightsFor(owner)(() => attempt(address.path, -1, -1));
  if (typeof handle === 'string') return refuse(address, handle);
  return { handle, address };
};

const openAll = async (
  addresses: readonly ListenAddress[],
  owner: Owner | undefined,
  attempt: Attempt,
): Promise<OpenSockets> => {
  for (const address of addresses) if (address.type === 'path') await clearPath(address);
  const opened: Opened[] = [];
  try {
    for (const address of addresses)
      opened.push(address.type === 'port' ? openPort(address, attempt) : openPath(address, owner, attempt));
  } catch (error) {
    for (const { handle } of opened) handle.close();
    throw error;
  }
  return {
    descriptors: opened.map(({ handle }) => handle.fd),
    addresses: opened.map(({ address }) => address),
    close: () => opened.forEach(close),
  };
};

/**
 * Opens all of them, or none; with the owner's rights where they are files. A Failure says which could not be. They listen: whoever
 * opens them has to hand them on, and to close them, at once.
 */
export const openSockets = (addresses: readonly ListenAddress[], owner: Owner | undefined): Promise<OpenSockets> =>
  openAll(addresses, owner, openListening);

/** Whoever listens on descriptors that he was given, and goes. */
const LISTEN = `let left = +process.argv[1];
for (let fd = 3, end = 3 + left; fd < end; fd += 1) require('node:net').createServer().listen({ fd }, () => --left || process.exit(0));`;

/** The same, for a process that keeps them, and never accepts. */
export const openSocketsToKeep = async (
  addresses: readonly ListenAddress[],
  owner: Owner | undefined,
): Promise<OpenSockets> => {
  const sockets = await openAll(addresses, owner, openBound);
  if (addresses.length === 0) return sockets;
  const { status, stderr } = spawnSync(process.execPath, ['-e', LISTEN, String(addresses.length)], {
    encoding: 'utf8',
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', ...sockets.descriptors],
  });
  if (status === 0) return sockets;
  sockets.close();
  throw new Failure(ExitCode.failed, `--listen ${addresses.map(describeAddress).join(' ')}: cannot be listened on`, {
    hint: stderr.split('\n').find((line) => line.includes('Error')),
  });
};
