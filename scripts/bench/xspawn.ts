// What xspawn costs: around one command, over many jobs, and in memory, beside what does the same.
import { ourXspawn } from './ours.ts';
import { inWorkshop } from './workshop.ts';
import { canDoEach } from './xspawn/each.ts';
import { jobs } from './xspawn/jobs.ts';
import { memory } from './xspawn/memory.ts';
import { one } from './xspawn/one.ts';
import { ways } from './xspawn/ways.ts';

const COUNT = 20_000;
// A million empty jobs at the usual count.
const MEMORY_FACTOR = 50;
const PARTS = ['one', 'ways', 'jobs', 'memory'];

/** `[one] [ways] [jobs] [memory] [COUNT]`: the parts to measure (all without one), and how many jobs. */
export const xspawn = (operands: readonly string[]): Promise<void> =>
  inWorkshop(async (workshop) => {
    const named = operands.filter((operand) => PARTS.includes(operand));
    const wants = (part: string): boolean => named.length === 0 || named.includes(part);
    const count = Number(operands.find((operand) => /^\d+$/.test(operand)) ?? COUNT);
    const built = ourXspawn();
    const many = built && canDoEach(built, workshop) ? built : undefined;
    if (wants('one')) await one(built, workshop);
    if (wants('ways') && built) await ways(built, workshop);
    if (wants('jobs')) await jobs(many, count, workshop);
    if (wants('memory') && many) await memory(many, count * MEMORY_FACTOR, workshop);
    if (wants('memory') && !many) console.log('memory: not measured without xspawn --each');
  });
