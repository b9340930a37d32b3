// `npm start`: a small server becomes a daemon, answers, is looked at and stopped; each command as a user types it.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { inRepository } from './repository.ts';

const SERVER = `const http = require('node:http');

const port = Number(process.env.PORT);
const server = http.createServer((request, response) => {
  console.log(request.method, request.url);
  response.end('Hello, world\\n');
});
server.listen(port, () => console.log('listening on port', port));
`;

const COMMAND = inRepository('packages', 'daemonize', 'dist', 'cli.cjs');

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

const folder = await mkdtemp(path.join(os.tmpdir(), 'proctools-tour-'));
const port = String(await freePort());
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;

const daemonize = (words: readonly string[]) =>
  execa(process.execPath, [COMMAND, ...words], {
    cwd: folder,
    env: { ...environment, DAEMONIZE_HOME: path.join(folder, 'state'), PORT: port },
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: 60_000,
  });

/** Prints a command and what it says; throws unless it exits with the code expected. */
const step = async (words: readonly string[], { expected = 0, before = '' } = {}): Promise<void> => {
  console.log(`$ ${before}daemonize ${words.join(' ')}`);
  const { exitCode, signal, timedOut, all } = await daemonize(words);
  console.log(`${all}\n`);
  if (timedOut) throw new Error(`daemonize ${words[0]} has not ended in a minute`);
  if (exitCode !== expected) throw new Error(`daemonize ${words[0]} ended with ${signal ?? exitCode}, not ${expected}`);
};

const request = async (): Promise<void> => {
  console.log(`$ curl http://127.0.0.1:${port}/`);
  const response = await fetch(`http://127.0.0.1:${port}/`);
  console.log(await response.text());
  if (!response.ok) throw new Error(`status ${response.status}`);
};

const tour = async (): Promise<void> => {
  if (!existsSync(COMMAND)) throw new Error('daemonize is not built: run "npm run build"');
  await writeFile(path.join(folder, 'server.js'), SERVER);
  await step(['--ready', `port:${port}`, 'node', 'server.js'], { before: `PORT=${port} ` });
  await step(['list']);
  await request();
  await step(['logs', 'server']);
  await step(['stop', 'server']);
  await step(['status', 'server'], { expected: 3 });
};

try {
  await tour();
} catch (error) {
  console.error(`npm start: ${error instanceof Error ? error.message : error}`);
  await daemonize(['stop', '--all']);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
