// Servers of one port: each by itself, with a handle from the parent, or as workers of a cluster. Each answers a connection with its
// pid, and closes it.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** How listening went: the port, or the system's word for why not. */
export type Listening = { readonly port: number } | { readonly refused: string };

const answerWithPid = (socket: Socket): void => {
  socket.on('error', () => {}).end(`${process.pid}\n`);
};

/** Listens on the port that it is told (0: any), or on the server that it is handed. */
export const listen = (): void => {
  process.on('message', (message: { readonly port: number }, handed: Server | undefined) => {
    const tell = (listening: Listening): void => void process.send?.(listening);
    if (handed) {
      handed.on('connection', answerWithPid);
      tell({ port: (handed.address() as AddressInfo).port });
      return;
    }
    const server = createServer(answerWithPid);
    server.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => tell({ refused: code }));
    server.listen(message.port, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
};

export interface ClusterSettings {
  readonly workers: number;
  /** What they answer: a bare connection with their pid, or each request with two words. */
  readonly service: 'pid' | 'hello';
}

/** What the primary tells once all have begun to listen: their common port, and who they are. */
export interface ClusterTold {
  readonly ports: readonly number[];
  readonly pids: readonly number[];
}

const work = async (service: ClusterSettings['service']): Promise<void> => {
  if (service === 'pid') {
    createServer(answerWithPid).listen(0, '127.0.0.1');
    return;
  }
  const { createServer: createHttpServer } = await import('node:http');
  createHttpServer((_, response) => response.end('hello world')).listen(0, '127.0.0.1');
};

/** A cluster of servers on one port that the system chooses. */
export const cluster = async (settings: ClusterSettings): Promise<void> => {
  const { default: nodeCluster } = await import('node:cluster');
  if (nodeCluster.isWorker) return work(settings.service);
  const ports: number[] = [];
  nodeCluster.on('listening', (_, { port }) => {
    ports.push(port);
    const pids = Object.values(nodeCluster.workers ?? {}).flatMap((worker) => worker?.process.pid ?? []);
    if (ports.length === settings.workers) process.send?.({ ports, pids } satisfies ClusterTold);
  });
  process.on('disconnect', () => process.exit(0));
  process.on('message', () => {}); // keeps the channel open
  for (let count = 0; count < settings.workers; count += 1) nodeCluster.fork();
};
