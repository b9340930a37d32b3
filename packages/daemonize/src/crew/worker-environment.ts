/** What a worker is told through its environment. */
import path from 'node:path';
import { MARKER, WORKER_MARKER } from '../store/record.ts';
import { describeAddress, type ListenAddress } from './address.ts';

type Variables = Readonly<Record<string, string>>;

/** As Node reads NODE_OPTIONS: words in double quotes, in which a backslash keeps the next character. */
const quoted = (file: string): string => `"${file.replace(/[\\"]/g, '\\$&')}"`;

const PRELOAD = path.join(__dirname, 'preload.cjs');

/** Has Node load what knows of workers before the program; that puts the variables back as they were. */
const preloading = ({ NODE_OPTIONS: before }: Variables): Variables => ({
  NODE_OPTIONS: [`--require ${quoted(PRELOAD)}`, ...(before ? [before] : [])].join(' '),
  ...(before === undefined ? {} : { DAEMONIZE_NODE_OPTIONS: before }),
});

/** Names are parted by colons. */
const nameFor = (address: ListenAddress): string =>
  (address.type === 'port' ? String(address.port) : path.basename(address.path)).replaceAll(':', '_');

/** systemd's protocol, LISTEN_PID aside, and that of Server::Starter. sd_listen_fds(3) */
const handingOver = (listen: readonly ListenAddress[]): Variables => {
  if (listen.length === 0) return {};
  return {
    LISTEN_FDS: String(listen.length),
    LISTEN_FDNAMES: listen.map(nameFor).join(':'),
    SERVER_STARTER_PORT: listen.map((address, index) => `${describeAddress(address)}=${3 + index}`).join(';'),
  };
};

/** Many programs ask for it, and it is no secret where only one can be meant. */
const portFor = (listen: readonly ListenAddress[], { PORT }: Variables): Variables => {
  const [first] = listen.filter((address) => address.type === 'port');
  return first && PORT === undefined ? { PORT: String(first.port) } : {};
};

export interface Post {
  /** Of the daemon, and of this worker. */
  readonly crew: string;
  readonly run: string;
  /** Its place, from 1. */
  readonly id: number;
  readonly listen: readonly ListenAddress[];
  readonly stopSignal: string;
}

/** `before` with all that a worker is told. */
export const workerEnvironment = (before: Variables, { crew, id, listen, run, stopSignal }: Post): Variables => ({
  ...before,
  [MARKER]: crew,
  [WORKER_MARKER]: run,
  WORKER_ID: String(id),
  NODE_APP_INSTANCE: String(id - 1),
  DAEMONIZE_STOP_SIGNAL: stopSignal,
  ...(listen.length === 0 ? { DAEMONIZE_CLUSTER: '1' } : {}),
  ...handingOver(listen),
  ...portFor(listen, before),
  ...preloading(before),
});
