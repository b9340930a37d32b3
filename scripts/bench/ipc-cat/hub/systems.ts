import { systemPeer } from '../../peers.ts';
import type { Workshop } from '../../workshop.ts';

/** Something that hands what one says to all others. */
export interface System {
  readonly name: string;
  readonly protocol: 'lines' | 'redis' | 'nats';
  /** A path, or a port. */
  readonly place: string;
  readonly words: readonly string[];
}

const natsSettings = (port: number): string => `listen: 127.0.0.1:${port}
max_pending: 1GB
write_deadline: "60s"
`;

/** Those that are installed. Nobody is cut off for being slow: who is slow is what is measured. */
export const systemsIn = (workshop: Workshop, ours: string, ports: readonly number[]): readonly System[] => {
  const [tcp = 0, nats = 0, ncat = 0] = ports;
  const [bus, redis] = [workshop.path('bus.sock'), workshop.path('redis.sock')];
  const us = { protocol: 'lines', words: [process.execPath, ours, '--hub'] } as const;
  const all: readonly (System | undefined)[] = [
    { ...us, name: 'ipc-cat --hub', place: bus, words: [...us.words, `unix-listen:${bus}`] },
    { ...us, name: 'ipc-cat --hub, TCP', place: `${tcp}`, words: [...us.words, `tcp-listen:127.0.0.1:${tcp}`] },
    installed('redis-server', {
      name: 'redis pub/sub',
      protocol: 'redis',
      place: redis,
      words: ['--port', '0', '--unixsocket', redis, '--save', '', '--client-output-buffer-limit', 'pubsub 0 0 0'],
    }),
    installed('nats-server', {
      name: 'NATS',
      protocol: 'nats',
      place: `${nats}`,
      words: ['-c', workshop.file('nats.conf', natsSettings(nats))],
    }),
    installed('ncat', {
      name: 'ncat --broker',
      protocol: 'lines',
      place: `${ncat}`,
      words: ['--broker', '-m', '200', '-l', '127.0.0.1', `${ncat}`],
    }),
  ];
  return all.filter((system) => system !== undefined);
};

const installed = (tool: string, system: System): System | undefined => {
  const file = systemPeer(tool);
  if (file) return { ...system, words: [file, ...system.words] };
  console.log(`${tool} is not installed: without it`);
  return undefined;
};
