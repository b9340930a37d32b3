import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { ClusterTold, Listening } from '../child/listening.ts';
import { type Claim, type Judgement, shown } from '../claim.ts';
import { ask, messageOf, release } from '../messages.ts';
import type { Stage } from '../stage.ts';

export interface PortInUse {
  readonly processes: number;
  /** What the system said to those that could not listen by themselves. */
  readonly refusals: readonly string[];
  /** How many listened on one port, and how many different ones answered connections there. */
  readonly handed: { readonly listening: number; readonly answering: number };
  readonly clustered: { readonly listening: number; readonly answering: number };
}

export const judgePortInUse = ({ clustered, handed, processes, refusals }: PortInUse): Judgement => {
  const isRefused = refusals.length === processes - 1 && refusals.every((code) => code === 'EADDRINUSE');
  const isShared = [handed, clustered].every(({ answering, listening }) => listening === processes && answering > 0);
  return {
    verdict: shown(isRefused && isShared),
    figure: [
      `of ${processes} that listened by themselves ${refusals.length} were refused (${[...new Set(refusals)].join(', ')})`,
      `with a handle ${handed.listening} listened and ${handed.answering} answered`,
      `in a cluster ${clustered.listening} listened and ${clustered.answering} answered`,
    ].join('; '),
    values: {
      refused: refusals.length,
      handedListening: handed.listening,
      handedAnswering: handed.answering,
      clusteredListening: clustered.listening,
      clusteredAnswering: clustered.answering,
    },
  };
};

const PROCESSES = 3;
const CONNECTIONS = 12;

/** Who answers: different ones, over so many connections. */
const answeringOn = async (port: number): Promise<number> => {
  const pids = new Set<string>();
  for (let made = 0; made < CONNECTIONS; made += 1) {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    const [pid] = (await once(socket, 'data')) as [string];
    pids.add(pid);
    socket.destroy();
  }
  return pids.size;
};

const startListeners = async (stage: Stage): Promise<readonly ChildProcess[]> => {
  const children = Array.from({ length: PROCESSES }, () => stage.fork('listen', undefined));
  await Promise.all(children.map(messageOf));
  return children;
};

const byThemselves = async (stage: Stage): Promise<readonly string[]> => {
  const [first, ...others] = await startListeners(stage);
  if (!first) return [];
  const listening = await ask<Listening>(first, { port: 0 });
  if (!('port' in listening)) return [listening.refused];
  const tries = await Promise.all(others.map((child) => ask<Listening>(child, { port: listening.port })));
  await Promise.all([first, ...others].map(release));
  return tries.flatMap((one) => ('refused' in one ? one.refused : []));
};

const withHandle = async (stage: Stage): Promise<PortInUse['handed']> => {
  const children = await startListeners(stage);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const taken = children.map(async (child) => {
    const answer = messageOf<Listening>(child);
    child.send({ port }, server);
    return answer;
  });
  const ports = (await Promise.all(taken)).filter((one) => 'port' in one && one.port === port);
  server.close(); // from now on they have it to themselves
  return { listening: ports.length, answering: await answeringOn(port) };
};

const inCluster = async (stage: Stage): Promise<PortInUse['clustered']> => {
  const { ports } = await messageOf<ClusterTold>(stage.fork('cluster', { workers: PROCESSES, service: 'pid' }));
  const [port = 0] = ports;
  return { listening: ports.filter((one) => one === port).length, answering: await answeringOn(port) };
};

export const portInUse: Claim = {
  id: 'port-in-use',
  text: 'processes that each listen on one port fail with EADDRINUSE; with a handed-over server, or in a cluster, they do not',
  source: '002, 003',
  check: async (stage) =>
    judgePortInUse({
      processes: PROCESSES,
      refusals: await byThemselves(stage),
      handed: await withHandle(stage),
      clustered: await inCluster(stage),
    }),
};
