/** One try as a child of ours. */
import { type Execution, planExecution } from '@proctools/core';
import { type Bytes, bytesOf, textNearest } from '../../../bytes.ts';
import type { Birth, Child } from '../../../child/child.ts';
import { startChild } from '../../../child/start-child.ts';
import type { JobCommand } from '../../job.ts';
import type { EngineListener, JobSettings, Outcome, Try } from '../engine.ts';
import { cannotBeExecuted, commandNotFound, holdsNul, type NotStarted } from '../look-up.ts';
import { type EndChild, endingFor } from './end-child.ts';
import { commandLineFor } from './spelled.ts';
import { untilQuiet } from './until-quiet.ts';
import { watchTime } from './watch.ts';

/** A try that runs, or is about to. */
export interface TryChild {
  readonly end: (signal: NodeJS.Signals) => void;
}

const wordsOf = (command: JobCommand): readonly [Bytes, ...Bytes[]] =>
  command.type === 'argv' ? command.argv : [bytesOf(command.shell), '-c', command.line];

const find = async (command: JobCommand, environment: JobSettings['environment']): Promise<Execution | NotStarted> => {
  const words = wordsOf(command);
  const name = textNearest(words[0]);
  if (holdsNul(words)) return cannotBeExecuted(name, 'an operand holds a NUL byte');
  const planned = await planExecution(commandLineFor(words), { environment, cwd: process.cwd() });
  if (planned.type === 'not-found') return commandNotFound(name);
  return planned.type === 'cannot-execute' ? cannotBeExecuted(planned.file, planned.reason) : planned;
};

const birthOf = (execution: Execution, { environment, orphans, output }: JobSettings): Birth => ({
  execution,
  environment,
  stdio: output === 'inherit' ? ['null', 1, 2] : ['null', 'pipe', 'pipe'],
  channel: false,
  ownGroup: process.platform !== 'win32',
  orphans,
});

/** Some errors are thrown, as that of an operand too long. */
const startOrRefuse = (execution: Execution, settings: JobSettings): Child | NotStarted => {
  try {
    return startChild(birthOf(execution, settings));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { notStarted: `${execution.file}: ${code ?? message}`, code: 126 };
  }
};

const listenTo = (child: Child, take: (stream: 'stdout' | 'stderr', bytes: Buffer) => void): void => {
  for (const stream of ['stdout', 'stderr'] as const) {
    child.process[stream]?.on('data', (bytes: Buffer) => take(stream, bytes)).on('error', () => {});
  }
};

/** What is left in the background may go on writing, but nobody listens, and it does not keep us from ending. */
const stopListening = ({ process: { stderr, stdout } }: Child): void => {
  for (const stream of [stdout, stderr]) {
    stream?.removeAllListeners('data').resume();
    (stream as { unref?: () => void } | null)?.unref?.();
  }
};

const untilAllRead = ({ process: { stderr, stdout } }: Child): Promise<unknown> =>
  Promise.all([untilQuiet(stdout), untilQuiet(stderr)]);

/** Starts a try. The listener hears of it later, never at once; `done` is called behind all that it hears. */
export const runTry = <Given extends Try>(
  given: Given,
  settings: JobSettings,
  listener: EngineListener<Given>,
  done: () => void,
): TryChild => {
  let stoppedBy: NodeJS.Signals | undefined;
  let endChild: EndChild | undefined;
  let ending: Promise<unknown> | undefined;
  let timedOut = false;

  const tell = (how: Outcome['ending']): void =>
    listener.ended(given, { ending: how, timedOut, stopped: stoppedBy !== undefined });

  const attend = async (child: Child): Promise<void> => {
    endChild = endingFor(child, settings);
    const watch = watchTime(settings, () => {
      timedOut = true;
      ending ??= endChild?.(settings.signal);
    });
    listenTo(child, (stream, bytes) => {
      watch.touch();
      listener.output(given, stream, bytes);
    });
    const how = await child.ended;
    watch.clear();
    await ending;
    endChild = undefined;
    await untilAllRead(child);
    stopListening(child);
    child.release();
    tell(how);
  };
  const run = async (): Promise<void> => {
    const found = await find(given.command, settings.environment);
    if (stoppedBy !== undefined) return listener.givenBack(given);
    listener.began(given);
    const child = 'notStarted' in found ? found : startOrRefuse(found, settings);
    if ('notStarted' in child) return tell(child);
    await attend(child);
  };
  run().then(done);
  return {
    end: (signal) => {
      stoppedBy = signal;
      ending = endChild?.(signal) ?? ending;
    },
  };
};
