// Whether the memory of our supervisor grows with the restarts.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { table } from '../../table.ts';
import { growth, spread } from '../growth.ts';
import { systemPeer } from '../peers.ts';
import type { Workshop } from '../workshop.ts';
import { privateMb } from './footprint.ts';
import { daemonize } from './ours.ts';
import { inSite, type Site } from './site.ts';

const INTERVAL_MS = 250;
const LINES = 10;
/** Memory that ends with so many times what it was early counts as growing. */
const LIMIT = 1.2;

interface Sample {
  readonly restarts: number;
  readonly memoryMb: number;
}

/** Of `record.json`, as far as it matters here. */
interface OnDisk {
  readonly restarts: number;
  readonly supervisor: { readonly pid: number };
}

const sampleIn = (site: Site, name: string): Sample => {
  const { restarts, supervisor } = JSON.parse(readFileSync(site.path('state', name, 'record.json'), 'utf8')) as OnDisk;
  try {
    return { restarts, memoryMb: privateMb(supervisor.pid) };
  } catch (cause) {
    throw new Error(`the supervisor has ended after ${restarts} restarts`, { cause });
  }
};

const print = (samples: readonly Sample[], ms: number): void => {
  const rows = spread(samples, LINES).map(({ restarts, memoryMb }) => [`${restarts}`, memoryMb.toFixed(1)]);
  const times = growth(samples.map(({ memoryMb }) => memoryMb));
  const each = ms / (samples.at(-1)?.restarts ?? Number.NaN);
  console.log(`\nOne supervisor, many restarts\n\n${table([['restarts', 'private MB'], ...rows])}`);
  console.log(
    `\n${each.toFixed(1)} ms a restart. Late against early: × ${times.toFixed(2)}: ${times <= LIMIT ? 'flat' : 'it grows'}.`,
  );
};

/** Has our supervisor restart what ends at once so many times, and prints what memory it held meanwhile. */
export const manyRestarts = async (count: number, workshop: Workshop): Promise<void> => {
  const [system] = daemonize('daemonize', '--restart', '--backoff', '0');
  if (!system) return;
  await inSite(workshop, async (site) => {
    const begin = performance.now();
    system.start([{ name: 'short', program: systemPeer('true') ?? 'true', operands: [] }], site);
    const samples = [sampleIn(site, 'short')];
    while ((samples.at(-1)?.restarts ?? 0) < count) {
      await sleep(INTERVAL_MS);
      samples.push(sampleIn(site, 'short'));
    }
    print(samples, performance.now() - begin);
  });
};
