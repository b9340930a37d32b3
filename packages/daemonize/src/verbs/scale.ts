import { ExitCode, Failure, usageFailure, writeErr, writeOut } from '@proctools/core';
import { workersValue } from '../options.ts';
import { reportScaled } from '../report-crew.ts';
import { openStore } from '../store/home.ts';
import { requireRecord } from '../store/records.ts';
import { ask } from '../supervisor/request.ts';
import type { Printing } from './options.ts';

const countFrom = (text: string): number => {
  const count = workersValue.read(text);
  if (count === undefined) throw usageFailure(`N: expected ${workersValue.expected}, not "${text}"`);
  return count === 'max' ? process.getBuiltinModule('node:os').availableParallelism() : count;
};

/** More workers, or fewer. */
export const scale = async ({
  options,
  operands: [name = '', text = ''],
}: {
  readonly options: Printing;
  readonly operands: readonly string[];
}): Promise<number> => {
  const workers = countFrom(text);
  const record = requireRecord(openStore(), name);
  if (!record.crew) {
    throw new Failure(ExitCode.failed, `${name} is a single process`, { hint: 'start it with --workers' });
  }
  const answer = await ask(record, { request: 'scale', workers });
  const { stderr, stdout } = reportScaled(name, answer, options);
  writeErr(stderr);
  writeOut(stdout);
  return answer.ok ? ExitCode.done : ExitCode.failed;
};
