// The near end: `dist/child-ipc-near.cjs SPEC` starts the far end, measures, tells its parent and waits to be let go. A process of
// its own, so that each way to talk meets a fresh compiler and heap, and nothing else runs in it while it measures.
import { endWithParent, tellParent } from '../../bound.ts';
import { thin } from '../../thin.ts';
import { type Channel, isThreaded } from '../channels.ts';
import { allowedCpus } from '../cpus.ts';
import { eventMeter } from '../meters/event-meter.ts';
import type { Meter } from '../meters/meter.ts';
import type { Open } from '../open-process.ts';
import type { Cell, NearAnswer, NearSpec } from '../spec.ts';

/** So many round trips of a size are told. */
const MOST_VALUES = 400;

/** A size is measured for so long at least, twice. */
const SHORTEST_MS = 15;

const open = async (channel: Channel, spec: NearSpec): Promise<Open<Meter>> => {
  if (isThreaded(channel)) {
    const { openThread } = await import('../open-thread.ts');
    return openThread(channel, spec);
  }
  const { openProcess } = await import('../open-process.ts');
  const { farCpus, way } = await openProcess(channel, spec);
  return { farCpus, way: eventMeter(way) };
};

const measure = async (meter: Meter, size: number, ms: number): Promise<Cell> => ({
  size,
  roundTrips: thin(await meter.roundTrips(size, ms), MOST_VALUES),
  rates: await meter.oneWay(size, ms),
});

const main = async (): Promise<void> => {
  endWithParent();
  const spec = JSON.parse(process.argv[2] ?? '{}') as NearSpec;
  const { farCpus, way } = await open(spec.channel, spec);
  // The clock began when this process did.
  const leftMs = spec.budgetMs - performance.now();
  const ms = Math.max(leftMs / (2 * spec.sizes.length), SHORTEST_MS);
  const cells: Cell[] = [];
  for (const size of spec.sizes) cells.push(await measure(way, size, ms));
  tellParent({ cells, nearCpus: allowedCpus(), farCpus } satisfies NearAnswer);
};

void main();
