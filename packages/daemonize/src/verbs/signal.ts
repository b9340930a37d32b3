import { ExitCode, Failure, send, signalValue, usageFailure } from '@proctools/core';
import { note } from '../store/journal.ts';
import { openStore, requireRecord } from '../store/store.ts';

export const signal = ({ operands: [name = '', text = ''] }: { readonly operands: readonly string[] }): number => {
  const wanted = signalValue.read(text);
  if (wanted === undefined) throw usageFailure(`expected ${signalValue.expected}, not "${text}"`);
  const store = openStore();
  const { main } = requireRecord(store, name);
  if (!main || !send(main, wanted)) throw new Failure(ExitCode.notRunning, `${name} is not running`);
  note(store, name, { type: 'signalled', pid: main.pid, signal: wanted });
  return ExitCode.done;
};
