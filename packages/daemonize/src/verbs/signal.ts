import { ExitCode, Failure, send, signalValue, usageFailure, writeOut } from '@proctools/core';
import { openStore } from '../store/home.ts';
import { note } from '../store/journal.ts';
import { addressed } from '../store/record.ts';
import { requireRecord } from '../store/records.ts';
import type { Printing } from './options.ts';

export const signal = ({
  options,
  operands: [name = '', text = ''],
}: {
  readonly options: Printing<{ readonly worker: number | undefined }>;
  readonly operands: readonly string[];
}): number => {
  const wanted = signalValue.read(text);
  if (wanted === undefined) throw usageFailure(`SIGNAL: expected ${signalValue.expected}, not "${text}"`);
  const store = openStore();
  const record = requireRecord(store, name);
  const told = addressed(record, options.worker).filter(({ main }) => send(main, wanted));
  if (told.length === 0) {
    const who = options.worker === undefined ? name : `worker ${options.worker} of ${name}`;
    throw new Failure(ExitCode.notRunning, `${who} is not running`);
  }
  for (const { id: worker, main } of told)
    note(store, name, { type: 'signalled', pid: main.pid, signal: wanted, worker });
  const [pid = null, ...more] = told.map(({ main }) => main.pid);
  const whom = record.crew ? { pid: more.length === 0 ? pid : null, pids: [pid, ...more] } : { pid };
  if (options.json) writeOut(`${JSON.stringify({ name, ...whom, signal: wanted })}\n`);
  return ExitCode.done;
};
