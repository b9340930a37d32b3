import { ExitCode, writeOut } from '@proctools/core';
import type { BatchPlan } from './plan-each.ts';
import type { Prepared } from './prepare-each.ts';
import { quoteJob } from './quote.ts';

/** The slot that a command which names one is shown with. */
const SLOT = 1;

/** So much is written at once. */
const BATCH = 1 << 16;

/** Prints the commands of all jobs, one a line, as one would type them; runs none. */
export const printCommands = async ({ template }: BatchPlan, { jobs }: Prepared): Promise<number> => {
  let text = '';
  const flush = (): void => {
    writeOut(Buffer.from(text, 'latin1'));
    text = '';
  };
  for (let job = await jobs(); job; job = await jobs()) {
    text += `${quoteJob(template.expand({ ...job, slot: SLOT }))}\n`;
    if (text.length > BATCH) flush();
  }
  flush();
  return ExitCode.done;
};
