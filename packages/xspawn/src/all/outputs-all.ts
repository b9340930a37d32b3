/** Where the output of the commands goes, and what it looks like there. */
import { isUtf8 } from 'node:buffer';
import { writeErr } from '@proctools/core';
import type { Stdio } from '../child/child.ts';
import { type Destination, type Dress, type Flow, flowTo } from '../one/flow.ts';
import { openOutputs, writersFor } from '../one/outputs.ts';
import { keeping } from '../one/streams.ts';
import { isReaderGone } from '../output/writer.ts';
import { forgetful } from './forgetful.ts';
import { labelsFor, type Styles } from './labels.ts';
import type { AllPlan, Task } from './plan-all.ts';
import { wholeLines } from './whole-lines.ts';

/** The way of one command's output. */
export interface TaskOutput {
  readonly stdout: Stdio;
  readonly stderr: Stdio;
  readonly flow: Flow | undefined;
  /** A try is over: prints what was kept back when somebody wants it, and forgets it else. */
  readonly settle: (isWanted: boolean) => Promise<void>;
}

export interface AllOutputs {
  readonly of: (task: Task) => TaskOutput;
  /** Data on standard output, between the lines of the commands. */
  readonly print: (text: string) => void;
  /** Talk on standard error, between the lines of the commands. */
  readonly say: (text: string) => void;
  /** Calls back when nobody reads our standard output any more. */
  readonly onReaderGone: (listener: () => void) => void;
  /** Resolves when all is written; a Failure when it could not be. */
  readonly close: () => Promise<void>;
}

const now = (): string => new Date().toISOString();

const textOf = (line: Buffer): unknown => {
  const bytes = line.subarray(0, -1);
  return isUtf8(bytes) ? bytes.toString() : { base64: bytes.toString('base64') };
};

const jsonLines = ({ name }: Task, hasTime: boolean): Dress =>
  wholeLines((line, stream) => {
    const time = hasTime ? { time: now() } : {};
    return Buffer.from(`${JSON.stringify({ type: 'line', name, stream, ...time, text: textOf(line) })}\n`);
  });

const dressesFor = ({ isJson, isNamed, streams, tasks }: AllPlan, styles: Styles): ((task: Task) => Dress) => {
  const { prefix, timestamps } = streams;
  if (isJson) return (task) => jsonLines(task, timestamps);
  const labels = labelsFor(
    tasks.map(({ name }) => name),
    styles,
  );
  return ({ index }) =>
    wholeLines((line, stream) => {
      const label = isNamed ? labels[index]?.[stream] : '';
      return Buffer.concat([Buffer.from(`${timestamps ? `${now()} ` : ''}${prefix}${label}`), line]);
    });
};

const onlyStdout = ({ onGone, ready, take }: Destination): Destination => ({
  take: (_, bytes) => take('stdout', bytes),
  ready,
  onGone: (_, listener) => onGone('stdout', listener),
});

/** The commands write by themselves. */
const untouched = (plan: AllPlan): AllOutputs => {
  const { closeAll, stderr, stdout } = openOutputs(plan.streams);
  return {
    of: () => ({ stdout, stderr, flow: undefined, settle: async () => {} }),
    print: () => {},
    say: writeErr,
    onReaderGone: () => {},
    close: async () => closeAll(),
  };
};

/** Opens what the plan says. */
export const openAll = (plan: AllPlan, styles: Styles): AllOutputs => {
  const { isJson, streams } = plan;
  if (!streams.isPiped) return untouched(plan);
  const opened = openOutputs(streams);
  const writers = writersFor(streams, opened);
  const destination = isJson ? onlyStdout(writers.destination) : writers.destination;
  const dressFor = dressesFor(plan, styles);
  const talk = streams.stderr === undefined ? writers.stderr.write : writeErr;
  return {
    of: (task) => {
      const own = forgetful(destination);
      const kept = streams.quietUnlessFailed ? keeping(own) : undefined;
      return {
        stdout: 'pipe',
        stderr: 'pipe',
        flow: flowTo(kept ?? own, dressFor(task), streams.maxBytes),
        settle: async (isWanted) => kept?.settle(isWanted),
      };
    },
    print: (text) => writers.stdout.write(Buffer.from(text)),
    say: (text) => talk(Buffer.from(text)),
    onReaderGone: (listener) => writers.stdout.onError((error) => isReaderGone(error) && listener()),
    close: () => writers.finish().finally(opened.closeAll),
  };
};
