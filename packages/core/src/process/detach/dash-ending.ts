/** How the command ended, as dash lets us know. */
import type { ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import type { Ending } from './birth.ts';
import { decode } from './decode.ts';

/** The log may be open for writing alone, so it is opened once more; one that we may not read tells nothing. */
const readBack = (log: number, from: number): string => {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(`/dev/fd/${log}`, 'r');
    const buffer = Buffer.alloc(1024);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, 1024, from));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};

/** What the intermediate's child itself wrote when exec failed: it is taken out of the log again. */
const execFailure = (log: number, from: number, name: string): string | undefined => {
  const text = fstatSync(log).size > from ? readBack(log, from) : '';
  if (!text.startsWith(`${name}: `)) return undefined;
  if (fstatSync(log).size === from + Buffer.byteLength(text)) ftruncateSync(log, from); // else somebody wrote behind it
  return text.trim().split(': ').at(-1);
};

/** Where exec's complaint would be found: in this log, behind what was there, beginning with this name. */
export interface Complaint {
  readonly log: number;
  readonly from: number;
  readonly name: string;
}

/** Resolves when the intermediate has ended and said all. */
export const endingOf = async (
  child: ChildProcess,
  saidAll: Promise<string>,
  { from, log, name }: Complaint,
): Promise<Ending> => {
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.once('exit', (...how) => resolve(how));
  });
  const words = await saidAll;
  if (code === null) return { killed: signal ?? 'SIGKILL' };
  const reason = code === 126 || code === 127 ? execFailure(log, from, name) : undefined;
  return reason === undefined ? decode(code, words) : { notExecuted: reason };
};
