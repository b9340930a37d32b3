import type { Readable } from 'node:stream';
import { wordIn } from '../crew/words.ts';
import { withDescendants } from '../descendants.ts';
import { listeningAddresses } from '../listening.ts';
import { type Awaited, plain, type Readiness } from './readiness.ts';

const NEWLINE = 10;

const untilNewline = (pipe: Readable): Promise<void> =>
  new Promise((resolve) => {
    pipe.on('error', () => {});
    pipe.on('data', (chunk: Buffer) => {
      if (chunk.includes(NEWLINE)) resolve();
    });
  });

/** Ready when it writes a newline to a descriptor that it is given, as s6 has it. */
export const descriptorReadiness = (descriptor: number): Readiness => ({
  ...plain,
  link: descriptor,
  wait: ({ process }) => (process.pipe ? untilNewline(process.pipe) : Promise.reject(new Error('there is no pipe'))),
  obstacle: () => `it wrote no newline to descriptor ${descriptor}`,
});

/** Ready when it says `process.send('ready')` over Node's channel, as pm2 has it. */
export const channelReadiness = (): Readiness => ({
  ...plain,
  link: 'channel',
  wait: ({ process }) =>
    new Promise((resolve) => {
      process.onMessage((message) => {
        if (message === 'ready') resolve();
      });
    }),
  obstacle: () => "it sent no message 'ready' over the channel",
});

/** On which other addresses it listens than on those that it was to. */
const listensElsewhere = ({ process, record }: Awaited): readonly string[] => {
  const wanted = (record.crew?.listen ?? []).map((address) =>
    address.type === 'path' ? address.path : `:${address.port}`,
  );
  const all = listeningAddresses(withDescendants(process.identity.pid));
  return all.filter((address) => !wanted.some((one) => address.endsWith(one)));
};

/** PORT may be the caller's, and about something else. */
const portIn = ({ environment: { PORT } }: Awaited): string =>
  PORT === undefined ? '' : `; PORT is ${PORT} in its environment`;

/** Ready when it listens on one of the sockets that it shares with others. */
export const listeningReadiness = (): Readiness => {
  let awaited: Awaited | undefined;
  return {
    ...plain,
    link: 'channel',
    wait: (worker) => {
      awaited = worker;
      return new Promise((resolve) => {
        worker.process.onMessage((message) => {
          if (wordIn(message) === 'listening') resolve();
        });
      });
    },
    obstacle: () => {
      const others = awaited ? listensElsewhere(awaited) : [];
      const where =
        others.length === 0 ? 'it listens on none of its sockets' : `it listens on ${others.join(', ')} only`;
      return `${where}${awaited ? portIn(awaited) : ''} (one that need not listen is given --settle DURATION)`;
    },
  };
};
