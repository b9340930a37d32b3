// What the tests of daemonize do again and again.
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect } from 'vitest';
import type { Actor } from '../rig/actor.ts';
import type { Literal } from '../rig/files.ts';
import { processesWith } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import type { Ended, Running } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';

export interface OneDaemon {
  readonly here: Scene;
  readonly puppet: Puppet;
  readonly actor: Actor;
}

export const withPuppet = async (files: Literal = {}): Promise<Omit<OneDaemon, 'actor'>> => {
  const here = scene(files);
  return { here, puppet: await Puppet.listen(here, 'server') };
};

/** A puppet that runs as the daemon `server`. */
export const running = async (...options: readonly string[]): Promise<OneDaemon> => {
  const { here, puppet } = await withPuppet();
  expect(await here.daemonize('--settle', '0', ...options, ...puppet.command)).toMatchObject({ code: 0, stderr: '' });
  return { here, puppet, actor: await puppet.connected() };
};

export type Starting = OneDaemon & { readonly start: Running };

/** A puppet that is being started, is written down, and has to become ready. (Born of Node it runs a moment before that.) */
export const starting = async (...options: readonly string[]): Promise<Starting> => {
  const { here, puppet } = await withPuppet();
  const start = here.startDaemonize('--ready-timeout', '1h', ...options, ...puppet.command);
  const actor = await puppet.connected();
  await until(() => existsSync(path.join(here.state, 'server', 'record.json')), 'the start is written down');
  return { here, puppet, start, actor };
};

/** What `status NAME --json` says. */
export const statusOf = async (here: Scene, name = 'server'): Promise<Readonly<Record<string, unknown>>> =>
  JSON.parse((await here.daemonize('status', name, '--json')).stdout);

export const stateOf = async (here: Scene, name = 'server'): Promise<unknown> => (await statusOf(here, name)).state;

/** The events of a daemon, as `events --json` tells them. */
export const eventsOf = async (here: Scene, name = 'server'): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  linesOf((await here.daemonize('events', name, '--json')).stdout).map((line) => JSON.parse(line));

export const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);

/** A failure is told in a sentence of the tool's, never by a stack. */
export const expectSentence = (ended: Ended, code: number, words: RegExp | string = /./): void => {
  expect(ended.stderr).not.toMatch(/^ {4}at /m);
  expect(ended.stderr).toMatch(/^daemonize: /);
  if (words instanceof RegExp) expect(ended.stderr).toMatch(words);
  else expect(ended.stderr).toContain(words);
  expect(ended.code).toBe(code);
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });

/** A port that nobody listens on, below those that the kernel gives out by itself. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) return port;
  }
};

export const expectWaiting = async ({ here }: Pick<Starting, 'here'>): Promise<void> =>
  expect(await stateOf(here)).toBe('starting');

export const expectReady = async ({ here, start, actor }: Starting): Promise<void> => {
  const ended = await start.ended;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(new RegExp(`^server: ready after \\S+, pid ${actor.pid}\\n$`));
  expect(await stateOf(here)).toBe('running');
};

/** Nothing runs, and nothing is known of the name. */
export const expectNothingLeft = async (here: Scene): Promise<void> => {
  expect(processesWith(here.marker)).toEqual([]);
  expect((await here.daemonize('list', '--json')).stdout).toBe('[]\n');
  expect(readdirSync(here.state)).toEqual([]);
};
