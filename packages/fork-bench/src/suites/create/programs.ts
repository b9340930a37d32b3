/** What is started. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** An entry of ours, beside the driver in `dist`. */
const child = (name: string): string => path.join(__dirname, `child-${name}.cjs`);

/** The same on Linux and on macOS, but for their places. */
const tool = (name: string): string => (existsSync(`/bin/${name}`) ? `/bin/${name}` : `/usr/bin/${name}`);

export const programs = {
  true: tool('true'),
  echo: tool('echo'),
  sleep: tool('sleep'),
  say: child('say'),
  send: child('send'),
  listen: child('listen'),
  thread: child('thread'),
  idle: child('idle'),
} as const;
