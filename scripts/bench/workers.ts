// What several workers on one port are worth: throughput, reloading, and the death of what looks after them.
import { loadavg } from 'node:os';
import { reload } from './workers/reload.ts';
import { supervisor } from './workers/supervisor.ts';
import { throughput } from './workers/throughput.ts';
import { inWorkshop, type Workshop } from './workshop.ts';

const PARTS: Readonly<Record<string, (seconds: number, workshop: Workshop) => Promise<void>>> = {
  throughput,
  reload,
  supervisor,
};

/** How long one load takes, unless said. */
const SECONDS = 4;

/** `[throughput] [reload] [supervisor] [SECONDS]`: the parts to measure, all without one, and how long each load takes. */
export const workers = async (operands: readonly string[]): Promise<void> => {
  const seconds = Number(operands.find((operand) => /^\d+$/.test(operand)) ?? SECONDS);
  const named = Object.keys(PARTS).filter((part) => operands.includes(part));
  for (const [name, measure] of Object.entries(PARTS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    const before = loadavg()[0];
    await inWorkshop((workshop) => measure(seconds, workshop));
    console.log(`Load average before: ${before?.toFixed(1)}.`);
  }
};
