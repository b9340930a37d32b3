// Several puppets, each for an entry of a Procfile or a daemonize.json.
import { expect } from 'vitest';
import type { Actor } from '../rig/actor.ts';
import type { Literal } from '../rig/files.ts';
import { Puppet } from '../rig/puppet.ts';
import type { Ended } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';

export interface Stage {
  readonly here: Scene;
  /** By name; each is the command of an entry. */
  readonly puppets: Readonly<Record<string, Puppet>>;
}

export const stage = async (names: readonly string[], files: Literal = {}): Promise<Stage> => {
  const here = scene(files);
  const puppets: Record<string, Puppet> = {};
  for (const name of names) puppets[name] = await Puppet.listen(here, name);
  return { here, puppets };
};

export const puppetOf = ({ puppets }: Stage, name: string): Puppet => puppets[name] ?? expect.fail(`no puppet ${name}`);

/** The line of an entry, with operands for its puppet. */
export const line = (all: Stage, name: string, ...operands: readonly string[]): string =>
  `${name}: ${[...puppetOf(all, name).command, ...operands].join(' ')}\n`;

export const actorOf = (all: Stage, name: string): Promise<Actor> => puppetOf(all, name).connected();

/** Of all daemons that run, by their names. */
export const pids = async ({ here }: Pick<Stage, 'here'>): Promise<Readonly<Record<string, number>>> => {
  const list = JSON.parse((await here.daemonize('list', '--json')).stdout) as { name: string; pid: number | null }[];
  return Object.fromEntries(list.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid]])));
};

/** What it said, a line each, whatever the pids are. */
export const said = ({ stdout }: Ended): readonly string[] =>
  stdout
    .replace(/pid \d+/g, 'pid N')
    .split('\n')
    .slice(0, -1);

/** `web` and `worker`, which run. */
export const two = async (): Promise<Stage> => {
  const all = await stage(['web', 'worker']);
  all.here.write({ Procfile: line(all, 'web') + line(all, 'worker') });
  expect(await all.here.daemonize('up')).toMatchObject({ code: 0, stderr: '' });
  await actorOf(all, 'web');
  await actorOf(all, 'worker');
  return all;
};
