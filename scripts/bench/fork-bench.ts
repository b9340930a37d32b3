// How often fork-bench is wrong, beside hyperfine, and what it finds.
import { differs, sameTwice } from './fork-bench/agreement.ts';
import { ourForkBench } from './ours.ts';
import { systemPeer } from './peers.ts';
import { inWorkshop } from './workshop.ts';

const PARTS = ['same', 'differs'];
const TRIALS = 100;

/** `[same] [differs] [TRIALS]`: the parts to measure, all without one. */
export const forkBench = (operands: readonly string[]): Promise<void> =>
  inWorkshop((workshop) => {
    const built = ourForkBench();
    if (built === undefined) return;
    const named = operands.filter((operand) => PARTS.includes(operand));
    const wants = (part: string): boolean => named.length === 0 || named.includes(part);
    const trials = Number(operands.find((operand) => /^\d+$/.test(operand)) ?? TRIALS);
    if (systemPeer('hyperfine') === undefined) console.log('hyperfine is not there (scripts/debian.sh bench)');
    else if (wants('same')) sameTwice(built, trials, workshop);
    if (wants('differs')) differs(built, trials, workshop);
  });
