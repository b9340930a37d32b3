/** Asking a server again and again while something is done to it, and counting what was not answered. */
import http from 'node:http';
import https from 'node:https';
import { ExitCode, errorCode, Failure } from '@proctools/core';
import type { DaemonRecord } from '../store/record.ts';
import type { ListenAddress } from './address.ts';

/** What came of it. */
export interface Probed {
  readonly url: string;
  readonly requests: number;
  readonly failed: number;
  /** What went wrong first. */
  readonly error: string | null;
}

/** Where to ask. */
interface Target {
  readonly url: string;
  readonly options: http.RequestOptions;
}

const hostOf = ({ host }: Extract<ListenAddress, { type: 'port' }>): string => {
  if (host === null || host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
};

/** An address in full, or a path on the first socket that the daemon shares among its workers. */
export const targetOf = ({ crew, name }: DaemonRecord, wanted: string): Target => {
  if (!wanted.startsWith('/')) return { url: wanted, options: {} };
  const [first] = crew?.listen ?? [];
  if (!first) {
    throw new Failure(ExitCode.failed, `--verify: it is not known where ${name} listens`, {
      hint: 'give the address: --verify=http://127.0.0.1:3000/',
    });
  }
  if (first.type === 'path') return { url: `http://localhost${wanted}`, options: { socketPath: first.path } };
  return { url: `http://${hostOf(first)}:${first.port}${wanted}`, options: {} };
};

/** Resolves when an answer has come in full; with what is wrong with it, if anything is. */
const askOnce = ({ options, url }: Target, agent: http.Agent | false): Promise<string | undefined> =>
  new Promise((resolve) => {
    const { get } = url.startsWith('https:') ? https : http;
    const fail = (error: Error): void => resolve(errorCode(error) ?? error.message);
    get(url, { ...options, agent }, (answer) => {
      answer.on('error', fail).on('end', () => resolve(answer.complete ? undefined : 'the answer was cut short'));
      answer.resume();
    }).on('error', fail);
  });

/** Half of those who ask keep their connections, as browsers and proxies do; the others come anew each time. */
const CLIENTS = 4;

/** Asks until told to stop; answers then. */
export const probe = (target: Target): { readonly stop: () => Promise<Probed> } => {
  let [isOver, requests, failed, error]: [boolean, number, number, string | null] = [false, 0, 0, null];
  const { Agent } = target.url.startsWith('https:') ? https : http;
  const ask = async (agent: http.Agent | false): Promise<void> => {
    while (!isOver) {
      const wrong = await askOnce(target, agent);
      requests += 1;
      if (wrong === undefined) continue;
      failed += 1;
      error ??= wrong;
    }
    if (agent) agent.destroy();
  };
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    ask(index % 2 === 0 ? new Agent({ keepAlive: true, maxSockets: 1 }) : false),
  );
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(clients);
      return { url: target.url, requests, failed, error };
    },
  };
};
