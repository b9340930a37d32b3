import { mkdirSync } from 'node:fs';
import net from 'node:net';
import { execa } from 'execa';
import { processesAround } from '../../../test/rig/processes.ts';
import { until } from '../../../test/rig/until.ts';
import { openSite, type Site } from '../daemonize/site.ts';
import { bareEnvironment } from '../measure.ts';
import { endAll } from '../sweep.ts';
import type { Workshop } from '../workshop.ts';
import { COUNTS } from './counts.ts';

/** Something that serves with several workers on `PORT`. */
export interface System {
  readonly name: string;
  /** It may serve a little later. */
  readonly start: (site: Site) => Promise<unknown>;
  /** Replaces its workers; resolves when that is done, as far as it tells. */
  readonly reload?: (site: Site) => Promise<unknown>;
  /** The pid of what looks after the workers. */
  readonly supervisor?: (site: Site) => Promise<number> | number;
  /** Has another one look after the same workers. */
  readonly resume?: (site: Site) => Promise<unknown>;
}

/** A system at work. */
export interface Charge {
  readonly system: System;
  readonly site: Site;
  readonly port: number;
}

/** Runs a command to its end while others go on; its standard output. It is interrupted when told to stop, as from the terminal. */
export const run = async (
  site: Site,
  [file = '', ...operands]: readonly string[],
  stop?: AbortSignal,
): Promise<string> => {
  const env = bareEnvironment(site.environment);
  const running = execa(file, operands, { env, extendEnv: false, cwd: site.folder, stdin: 'ignore' });
  stop?.addEventListener('abort', () => running.kill('SIGINT'));
  return (await running).stdout;
};

/** A port that nobody has at the moment. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`, { headers: { Connection: 'close' } }).then(
    async (response) => (await response.text()) === 'hello',
    () => false,
  );

/** Ends all that was started there: it has variables, operands or a working directory below the folder. */
const dismiss = async ({ site }: Charge): Promise<void> => {
  await endAll(() => processesAround(`${site.folder}/`));
};

/** Has it serve, and waits until it does; what takes so many milliseconds for each request. */
const engage = async (system: System, delayMs: number, workshop: Workshop): Promise<Charge> => {
  const port = await freePort();
  const plain = openSite(workshop);
  const counts = plain.path(COUNTS);
  mkdirSync(counts);
  const environment = { ...plain.environment, PORT: `${port}`, DELAY: `${delayMs}`, COUNTS: counts };
  const charge = { system, port, site: { ...plain, environment } };
  try {
    await system.start(charge.site);
    await until(() => answers(port), `${system.name} serves`);
    return charge;
  } catch (error) {
    await dismiss(charge);
    throw error;
  }
};

/** Does the work with all of them up, and ends them. */
export const withAll = async (
  systems: readonly System[],
  delayMs: number,
  workshop: Workshop,
  work: (charges: readonly Charge[]) => Promise<void>,
): Promise<void> => {
  const charges: Charge[] = [];
  try {
    for (const system of systems) charges.push(await engage(system, delayMs, workshop));
    await work(charges);
  } finally {
    for (const charge of charges) await dismiss(charge);
  }
};
