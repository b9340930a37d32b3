/** A plan as commands for sh(1) that do the same. */
import { readFileSync, statSync } from 'node:fs';
import { formatSize, quoteForShell } from '@proctools/core';
import type { Step } from '../apply/step.ts';

/** The file that most of a new content comes from, and what stands in front of that part. */
interface Origin {
  readonly file: string;
  readonly front: Buffer;
  /** How many bytes at the beginning of the file are left out. */
  readonly skipped: number;
}

/** A front for people to read; more than that is no change of a head. */
const LONGEST_FRONT = 2_000;

/** Many files end alike; less than that says nothing. */
const LEAST_SHARED = 0.5;

const commonEnd = (one: Buffer, other: Buffer): number => {
  const most = Math.min(one.length, other.length);
  for (let length = 0; length < most; length += 1) if (one.at(-1 - length) !== other.at(-1 - length)) return length;
  return most;
};

const originIn = (file: string, bytes: Buffer): Origin | undefined => {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  const old = readFileSync(file);
  const same = commonEnd(old, bytes);
  const [front, skipped] = [bytes.subarray(0, bytes.length - same), old.length - same];
  const isShared = same > 0 && same >= LEAST_SHARED * bytes.length;
  return isShared && front.length <= LONGEST_FRONT ? { file, front, skipped } : undefined;
};

/** Text that sh can hold: no zero byte, and UTF-8. */
const isText = (bytes: Buffer): boolean => !bytes.includes(0) && Buffer.from(bytes.toString()).equals(bytes);

const contentFrom = ({ file, front, skipped }: Origin): string => {
  const rest = skipped === 0 ? `cat ${quoteForShell(file)}` : `tail -c +${skipped + 1} ${quoteForShell(file)}`;
  return front.length === 0 ? rest : `{ printf %s ${quoteForShell(front.toString())}; ${rest}; }`;
};

const content = ({ bytes }: Step & { readonly type: 'file' }, origin: Origin | undefined): string | undefined => {
  if (origin && isText(origin.front)) return contentFrom(origin);
  return isText(bytes) ? `printf %s ${quoteForShell(bytes.toString())}` : undefined;
};

/** Written beside and renamed, as we do it: what is there may be a link, or may be running. */
const writeLines = (step: Step & { readonly type: 'file' }, sources: readonly string[]): readonly string[] => {
  const file = quoteForShell(step.path);
  const beside = quoteForShell(`${step.path}.new`);
  const [origin] = [step.path, ...sources].flatMap((source) => originIn(source, step.bytes) ?? []);
  const made = content(step, origin);
  if (made === undefined) return [`# ${file}: ${formatSize(step.bytes.length)} that no shell can write`];
  return [`${made} > ${beside}`, `chmod ${step.mode.toString(8)} ${beside}`, `mv -f ${beside} ${file}`];
};

/** The lines for one step; `sources` are files that its content may come from. */
const linesFor = (step: Step, sources: readonly string[]): readonly string[] => {
  const file = quoteForShell(step.path);
  switch (step.type) {
    case 'folder':
      return [`mkdir -p ${file}`];
    case 'link':
      return [`ln -sfn ${quoteForShell(step.target)} ${file}`];
    case 'file':
      return writeLines(step, sources);
    case 'mode':
      return [`chmod ${step.mode.toString(8)} ${file}`];
    case 'remove':
      return [`rm -f ${file}`];
  }
};

/** The plan for people, who may run it; what mkbin writes down for itself is left out. */
export const shellScript = (steps: readonly Step[], sources: readonly string[], store: string): string => {
  const own = steps.filter(({ path }) => !path.startsWith(store) && !store.startsWith(path));
  return own
    .flatMap((step) => linesFor(step, sources))
    .map((line) => `${line}\n`)
    .join('');
};

/** The plan for programs. */
export const stepData = (step: Step): Readonly<Record<string, unknown>> => {
  if (step.type !== 'file') return step;
  const { bytes, mode, path, type } = step;
  return { type, path, mode, size: bytes.length };
};
