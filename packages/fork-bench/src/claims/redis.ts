import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { resolveCommand } from '@proctools/core';
import type { Stage } from './stage.ts';

/** What fits into the address of a Unix socket on every system. unix(7) */
const LONGEST_SOCKET = 103;

/**
 * Starts a Redis that keeps nothing, in the folder of the stage, with which it ends. Answers with its socket once it is there;
 * undefined when Redis is not installed, or does not start.
 */
export const startRedis = async (stage: Stage): Promise<string | undefined> => {
  const found = resolveCommand('redis-server', process.env.PATH, stage.folder);
  const socket = path.join(stage.folder, 'redis');
  if (found.type !== 'found' || socket.length > LONGEST_SOCKET) return undefined;
  const settings = { port: '0', unixsocket: socket, save: '', appendonly: 'no', dir: stage.folder };
  const operands = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = stage.spawn(found.file, operands, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: server.stdout as Readable });
  // It says something when it is ready; when it ends, there are no more lines.
  for await (const line of lines) {
    if (/ready to accept connections/i.test(line)) break;
  }
  return existsSync(socket) ? socket : undefined;
};
