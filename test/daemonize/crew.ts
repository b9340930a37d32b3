// A server that several workers are, and asking it.
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { expect } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { statusOf } from './one-daemon.ts';

/**
 * An ordinary program that knows nothing of workers. It tells who it is; /slow answers its head at once, and the rest when the file `go`
 * is there; /throw throws, and so does SIGUSR2. What `version` says is in its answers, and ends it at once when that is `broken`.
 */
const SERVER = `const http = require('node:http');
const fs = require('node:fs');
const version = fs.readFileSync('version', 'utf8');
if (version === 'broken') {
  console.error('cannot find what I need');
  process.exit(3);
}
const me = () => JSON.stringify({ pid: process.pid, worker: process.env.WORKER_ID, instance: process.env.NODE_APP_INSTANCE, version });
process.on('SIGUSR2', () => {
  throw new Error('thrown on purpose');
});
const server = http.createServer((request, response) => {
  if (request.url === '/throw') throw new Error('thrown on purpose');
  if (request.url === '/close') process.send({ act: 'close' });
  if (request.url === '/disconnect') process.disconnect();
  if (request.url !== '/slow') return response.end(me());
  response.setHeader('x-pid', process.pid);
  response.write(' ');
  const timer = setInterval(() => {
    if (!fs.existsSync('go')) return;
    clearInterval(timer);
    response.end(me());
  }, 5);
});
server.listen(process.env.AT ?? process.env.PORT, () => console.log('listening'));
`;

/** What a worker answers. */
export interface Me {
  readonly pid: number;
  readonly worker: string;
  readonly instance: string;
  readonly version: string;
}

/** A worker, as status tells of it. */
export interface Listed {
  readonly id: number;
  readonly pid: number;
  readonly state: string;
  readonly restarts: number;
}

export interface CrewScene {
  readonly here: Scene;
  readonly port: number;
  /** Asks over a connection of its own. */
  ask(url?: string): Promise<Me>;
  /** Resolves when the head of the answer is there; then with the rest. */
  begin(url: string): Promise<Begun>;
  workers(): Promise<readonly Listed[]>;
  /** Until all of these serve, and nobody else. */
  untilServing(...ids: readonly number[]): Promise<readonly Listed[]>;
  /** What the next ones will be. */
  deploy(version: string): void;
  /** Lets /slow go on. */
  go(): void;
}

/** An answer that has begun. */
interface Begun {
  /** Whose it is, of /slow. */
  readonly pid: number;
  readonly rest: Promise<Me>;
}

type Where = { readonly port: number } | { readonly socketPath: string };

const beginAt = (where: Where, url: string): Promise<Begun> =>
  new Promise((resolve, reject) => {
    const request = http.get({ ...where, path: url, host: '127.0.0.1', agent: false }, (answer) => {
      const rest = new Promise<Me>((read, fail) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        answer.on('error', fail).on('end', () => read(JSON.parse(text)));
      });
      rest.catch(() => {});
      resolve({ pid: Number(answer.headers['x-pid']), rest });
    });
    request.on('error', reject);
  });

export const askAt = async (where: Where, url = '/'): Promise<Me> => (await beginAt(where, url)).rest;

export const withServer = (): Scene => scene({ 'server.js': SERVER, version: '1' });

/** Those that live, by their places. */
export const workersIn = async (here: Scene): Promise<readonly Listed[]> =>
  (await statusOf(here)).workers as readonly Listed[];

/** The port that the kernel has chosen. */
export const portIn = async (here: Scene): Promise<number> => {
  const { listen } = await statusOf(here);
  return Number(/:(\d+)$/.exec((listen as readonly string[])[0] ?? '')?.[1]);
};

/** The server, run by so many workers on a port of its own. */
export const crewOf = async (count: number, ...options: readonly string[]): Promise<CrewScene> => {
  const here = withServer();
  const words = ['--workers', `${count}`, '--listen', '0', ...options, 'node', 'server.js'];
  expect(await here.daemonize(...words)).toMatchObject({ code: 0, stderr: '' });
  return sceneOf(here);
};

/** The same, however it was started. */
export const sceneOf = async (here: Scene): Promise<CrewScene> => {
  const port = await portIn(here);
  const workers = () => workersIn(here);
  return {
    here,
    port,
    ask: (url) => askAt({ port }, url),
    begin: (url) => beginAt({ port }, url),
    workers,
    untilServing: (...ids) =>
      until(async () => {
        const all = await workers();
        const serve = all.every(({ state }) => state === 'running') && all.map(({ id }) => id).join() === ids.join();
        return serve ? all : undefined;
      }, `workers ${ids.join()} serve`),
    deploy: (version) => writeFileSync(path.join(here.work, 'version'), version),
    go: () => writeFileSync(path.join(here.work, 'go'), ''),
  };
};

/** Asks, each time anew, until all of these have answered. */
export const untilAllAnswer = (crew: CrewScene, pids: readonly number[]): Promise<unknown> => {
  const left = new Set(pids);
  return until(async () => {
    left.delete((await crew.ask()).pid);
    return left.size === 0;
  }, `all of ${pids.join()} answer`);
};

export const supervisorsIn = (here: Scene) =>
  processesAround(here.root).filter(
    ({ command }) => command.includes('supervisor.cjs') && !command.includes('holds sockets'),
  );

export const holdersIn = (here: Scene) =>
  processesAround(here.root).filter(({ command }) => command.includes('holds sockets'));

/** Asks until it is told to stop, half over connections that are kept, half over new ones; then tells what went wrong. */
export const askAllTheWhile = (port: number) => {
  const errors: unknown[] = [];
  let [isOver, answers] = [false, 0];
  const askOnce = (agent: http.Agent | false): Promise<void> =>
    new Promise((resolve) => {
      const fail = ({ code }: NodeJS.ErrnoException): void => {
        errors.push(code);
        resolve();
      };
      const answered = (answer: http.IncomingMessage): void => {
        answer.on('error', fail).on('end', () => {
          answers += 1;
          resolve();
        });
        answer.resume();
      };
      http.get({ port, host: '127.0.0.1', agent }, answered).on('error', fail);
    });
  const loop = async (agent: http.Agent | false): Promise<void> => {
    while (!isOver) await askOnce(agent);
    if (agent) agent.destroy();
  };
  const kept = () => new http.Agent({ keepAlive: true, maxSockets: 1 });
  const loops = [false, kept(), false, kept()].map((agent) => loop(agent as http.Agent | false));
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(loops);
      return { errors, hasAnswers: answers > 0 };
    },
  };
};
