// What a job costs when there are many, two at once.
import { loadavg } from 'node:os';
import type { Way } from '../../../packages/fork-bench/src/measure/way.ts';
import { table } from '../../table.ts';
import { costWay } from '../cost.ts';
import { type Measured, measure } from '../measure.ts';
import type { Workshop } from '../workshop.ts';
import { type Contender, type Contest, contests } from './contests.ts';

const ROUNDS = 3;

const verdict = ({ must = {} }: Contender, { cpuRatio, wallRatio }: Measured): string =>
  [['CPU', cpuRatio, must.cpu] as const, ['wall', wallRatio, must.wall] as const]
    .flatMap(([what, is, least]) =>
      least === undefined ? [] : [`${what} ≥ ${least}: ${is >= least ? 'holds' : 'missed'}`],
    )
    .join(', ');

const rowOf = (contender: Contender, measured: Measured, judged: boolean): readonly string[] => [
  measured.name,
  (measured.cpuMs * 1000).toFixed(0),
  (1000 / measured.wallMs).toFixed(0),
  measured.cpuRatio.toFixed(2),
  measured.wallRatio.toFixed(2),
  judged ? verdict(contender, measured) : '',
];

const run = async ({ title, contenders }: Contest, way: Way): Promise<void> => {
  const baseline = contenders[0]?.name ?? '';
  const measured = await measure(contenders, { rounds: ROUNDS, baseline, warmUps: 0 }, way);
  const rows = contenders.flatMap((contender, index) => {
    const own = measured[index];
    return own ? [rowOf(contender, own, baseline.startsWith('xspawn'))] : [];
  });
  const heading = ['2 at once', 'CPU µs a job', 'jobs/s', 'CPU ×', 'wall ×', 'must be'];
  console.log(`\n${title}\n\n${table([heading, ...rows])}`);
};

/** Measures each kind of job, and prints a table for each; × is against the first line. */
export const jobs = async (xspawn: string | undefined, count: number, workshop: Workshop): Promise<void> => {
  const way = await costWay(workshop);
  for (const contest of contests(xspawn, count, workshop)) await run(contest, way);
  const load = loadavg().map((value) => value.toFixed(1));
  console.log(`\nLoad over 1, 5 and 15 minutes at the end: ${load.join(', ')}.`);
};
