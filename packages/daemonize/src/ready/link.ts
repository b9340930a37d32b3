import type { Readable } from 'node:stream';
import { wordIn } from '../crew/words.ts';
import { plain, type Readiness } from './readiness.ts';

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

/** Ready when it listens on one of the sockets that it shares with others. */
export const listeningReadiness = (): Readiness => ({
  ...plain,
  link: 'channel',
  wait: ({ process }) =>
    new Promise((resolve) => {
      process.onMessage((message) => {
        if (wordIn(message) === 'listening') resolve();
      });
    }),
  obstacle: () => 'it listens on none of its sockets; with --settle DURATION it need not',
});
