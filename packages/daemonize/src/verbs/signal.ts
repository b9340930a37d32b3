import { ExitCode, Failure, send, signalValue, usageFailure, writeOut } from '@proctools/core';
import { openStore } from '../store/home.ts';
import { note } from '../store/journal.ts';
import { requireRecord } from '../store/records.ts';
import type { Printing } from './options.ts';

export const signal = ({
  options,
  operands: [name = '', text = ''],
}: {
  readonly options: Printing;
  readonly operands: readonly string[];
}): number => {
  const wanted = signalValue.read(text);
  if (wanted === undefined) throw usageFailure(`SIGNAL: expected ${signalValue.expected}, not "${text}"`);
  const store = openStore();
  const { main } = requireRecord(store, name);
  if (!main || !send(main, wanted)) throw new Failure(ExitCode.notRunning, `${name} is not running`);
  note(store, name, { type: 'signalled', pid: main.pid, signal: wanted });
  if (options.json) writeOut(`${JSON.stringify({ name, pid: main.pid, signal: wanted })}\n`);
  return ExitCode.done;
};
