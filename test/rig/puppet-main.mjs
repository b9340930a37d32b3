// The puppet's side: connects to the test's socket (the first operand), says who it is, does what it is told and
// tells what it receives, as one JSON value a line. Plain JavaScript of Node 20 without imports of ours, because a
// copy of it runs as any user, in any place. It ends when the test goes away.
import { spawn } from 'node:child_process';
import cluster from 'node:cluster';
import { appendFileSync, closeSync, fsyncSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { createInterface } from 'node:readline';

const [socketPath, ...operands] = process.argv.slice(2);
const socket = net.connect(socketPath);
const tell = (line) => socket.write(`${JSON.stringify(line)}\n`);
const servers = new Set();
const ballast = [];

const writeFully = (descriptor, text) => {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
};

const openDescriptors = () => {
  const link = (name) => {
    try {
      return [[name, readlinkSync(`/proc/self/fd/${name}`)]];
    } catch {
      return []; // the one that listed them
    }
  };
  return Object.fromEntries(readdirSync('/proc/self/fd').flatMap(link));
};

/** Answers every request with the own pid; the answer is where it listens. */
const listen = (where) =>
  new Promise((resolve, reject) => {
    const server = http.createServer((_request, response) => response.end(String(process.pid)));
    server.on('error', reject);
    server.listen(where, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : address);
    });
    servers.add(server);
  });

const spawned = ({ spawn: [file, ...rest], detached = false, environment, cwd, stdio = 'ignore' }) =>
  new Promise((resolve, reject) => {
    const child = spawn(file, rest, { detached, stdio, cwd, env: environment ?? process.env });
    child.on('error', reject);
    child.on('spawn', () => resolve(child.pid));
    child.on('exit', (code, signal) => tell({ event: 'child', value: { pid: child.pid, code, signal } }));
    child.unref();
  });

const blockFor = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const disconnect = (what) => {
  if (what === 'worker') cluster.worker.disconnect();
  else process.disconnect();
};

const deeds = {
  exit: ({ exit }) => process.exit(exit),
  throw: (deed) =>
    new Promise(() => {
      setImmediate(() => {
        throw new Error(deed.throw);
      });
    }),
  kill: ({ kill }) => process.kill(process.pid, kill),
  write: ({ write, text }) => writeFully(write === 'stderr' ? 2 : 1, text),
  writeFd: ({ writeFd, text }) => writeFully(writeFd, text),
  closeFd: ({ closeFd }) => closeSync(closeFd),
  syncFd: ({ syncFd }) => fsyncSync(syncFd),
  append: ({ append, text }) => appendFileSync(append, text),
  readStdin: () => readFileSync(0, 'utf8'),
  listen: (deed) => listen(deed.listen),
  listenUnix: ({ listenUnix }) => listen(listenUnix),
  listenFd: ({ listenFd }) => listen({ fd: listenFd }),
  closeServers: () => Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve)))),
  ignore: ({ ignore }) => process.on(ignore, () => {}),
  catch: (deed) => process.on(deed.catch, (signal) => tell({ event: 'signal', value: signal })),
  default: (deed) => process.removeAllListeners(deed.default),
  send: ({ send }) =>
    new Promise((resolve, reject) => {
      process.send(send, (error) => (error ? reject(error) : resolve()));
    }),
  disconnect: (deed) => disconnect(deed.disconnect),
  spawn: spawned,
  openFds: openDescriptors,
  allocate: ({ allocate }) => ballast.push(Buffer.alloc(allocate, 1)),
  block: ({ block }) => blockFor(block),
  chdir: ({ chdir }) => process.chdir(chdir),
};

const obey = async ({ id, deed }) => {
  const name = Object.keys(deed).find((key) => key in deeds);
  try {
    if (!name) throw new Error(`the puppet does not know how to ${JSON.stringify(deed)}`);
    const answer = await deeds[name](deed);
    tell({ id, answer: ['ignore', 'catch', 'default', 'allocate'].includes(name) ? null : answer });
  } catch (error) {
    tell({ id, error: error.message });
  }
};

socket.on('connect', () => {
  const { pid, ppid, env, execArgv } = process;
  tell({ event: 'hello', value: { pid, ppid, argv: operands, env, cwd: process.cwd(), execArgv } });
  createInterface(socket).on('line', (line) => obey(JSON.parse(line)));
});
socket.on('error', () => process.exit(70));
socket.on('close', () => process.exit(70));

if (process.send) {
  process.on('message', (message) => tell({ event: 'message', value: message }));
  process.on('disconnect', () => tell({ event: 'disconnect', value: null }));
}
