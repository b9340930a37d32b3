/**
 * Jobs as children of a few shells that we keep: to start a process from Node costs two to four times as much as from
 * dash, which has little memory to copy and uses vfork(2). Each slot is a lane; see lane.ts, and script.ts for what
 * the shells do.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { callersOpenFiles } from '@proctools/core';
import { type Bytes, textNearest } from '../../../bytes.ts';
import type { JobCommand } from '../../job.ts';
import type { Engine, EngineListener, JobSettings, Try } from '../engine.ts';
import { createLookUp, type NotStarted } from '../look-up.ts';
import { startHelper } from './helper.ts';
import { type Hired, Lane } from './lane.ts';
import type { Pipe } from './pipes.ts';
import { type HelperSettings, setUp, taskWriter } from './script.ts';
import { isNotStarted, type Surroundings, taskFor } from './task.ts';
import { createTicker } from './ticker.ts';

export interface DashParts {
  readonly dash: string;
  /** Two for each slot. */
  readonly pipes: readonly Pipe[];
}

/** How often one looks at slots whose tries take less. */
const TICK_MS = 16;

const SURVIVED = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'] as const;

/** A try that is given ahead begins a little sooner than we hear of it. Of so much time that is a small part. */
const LONG_TIMEOUT_MS = 2_000;

/** Whether tries may begin without being told to at that moment. */
const isAheadWise = (settings: JobSettings): boolean =>
  (settings.timeoutMs === undefined || settings.timeoutMs >= LONG_TIMEOUT_MS) &&
  settings.halt === undefined &&
  settings.retries.count === 0 &&
  settings.delayMs === 0 &&
  settings.load === undefined &&
  settings.memFree === undefined;

/** The shells that are dash under whatever name, such as sh. */
const createIsDash = (dash: string, lookUp: Surroundings['lookUp']): Surroundings['isDash'] => {
  const known = new Map<string, boolean>();
  const find = (shell: string): boolean => {
    const found = lookUp(shell);
    return 'file' in found && found.file !== undefined && realpathSync(found.file) === realpathSync(dash);
  };
  return (shell) => {
    const is = known.get(shell) ?? find(shell);
    known.set(shell, is);
    return is;
  };
};

const fileOf = (command: JobCommand, { lookUp }: Surroundings): string => {
  const name: Bytes = command.type === 'argv' ? command.argv[0] : command.shell;
  const found = lookUp(name);
  return ('file' in found ? found.file : undefined) ?? textNearest(name);
};

/** Starts helpers with this environment. */
const hirer = (
  { dash }: DashParts,
  { environment, orphans, output, signal }: JobSettings,
  recallSignal: NodeJS.Signals,
) => {
  const word = randomBytes(12).toString('hex');
  const ownName = `xspawn-helper-${randomBytes(6).toString('hex')}`;
  const common: Omit<HelperSettings, 'pwd'> = {
    word,
    output,
    orphans,
    recallSignal,
    survived: [...new Set<NodeJS.Signals>([...SURVIVED, signal])].filter((name) => !/^SIG(KILL|STOP)$/.test(name)),
    openFiles: callersOpenFiles(),
    hasProc: existsSync('/proc/thread-self/io') && existsSync('/dev/fd'),
  };
  return (command: JobCommand, stdout: Pipe, stderr: Pipe): Hired => {
    const isLine = command.type === 'line';
    const isNameOwn = !isLine && output === 'capture';
    const name = isLine ? command.shell : isNameOwn ? ownName : 'xspawn';
    const settings: HelperSettings = { ...common, pwd: isLine ? 'as a shell' : { exactly: environment.PWD } };
    const inherits = output === 'inherit';
    return {
      helper: startHelper({ dash, name, environment, stdout: stdout.write, stderr: stderr.write, inherits }),
      settings: { word, name, isNameOwn, isPrivate: inherits },
      setUp: setUp(settings),
      write: taskWriter(settings),
    };
  };
};

/** Tries that cannot be begun: they end soon, as others do, and not while they are given. */
const refuser = <Given extends Try>({ began, ended, room }: EngineListener<Given>) => {
  let refused: (readonly [Given, NotStarted])[] = [];
  const tell = (): void => {
    const all = refused;
    refused = [];
    for (const [given, ending] of all) {
      began(given);
      ended(given, { ending, timedOut: false, stopped: false });
    }
    for (const slot of new Set(all.map(([given]) => given.slot))) room(slot);
  };
  return {
    refuse: (given: Given, ending: NotStarted): void => {
      if (refused.length === 0) setImmediate(tell);
      refused.push([given, ending]);
    },
    count: (slot: number): number =>
      refused.length === 0 ? 0 : refused.filter(([given]) => given.slot === slot).length,
  };
};

export const dashEngine = <Given extends Try>(
  parts: DashParts,
  settings: JobSettings,
  listener: EngineListener<Given>,
): Engine<Given> => {
  const lookUp = createLookUp(settings.environment.PATH, process.cwd());
  const hasPath = settings.environment.PATH !== undefined;
  const surroundings: Surroundings = { lookUp, hasPath, isDash: createIsDash(parts.dash, lookUp) };
  const recallSignal = settings.signal === 'SIGUSR1' ? 'SIGUSR2' : 'SIGUSR1';
  const hire = hirer(parts, settings, recallSignal);
  const { count, refuse } = refuser(listener);
  const ticker = createTicker(TICK_MS);
  const laneFor = (slot: number): Lane<Given> => {
    const [stdout, stderr] = parts.pipes.slice(2 * slot - 2, 2 * slot);
    if (!stdout || !stderr) throw new Error(`no pipes for slot ${slot}`);
    return new Lane({
      slot,
      stdout,
      stderr,
      ticker,
      limits: settings,
      isAheadWise: isAheadWise(settings),
      recallSignal,
      hire: ({ command }) => hire(command, stdout, stderr),
      fileOf: ({ command }) => fileOf(command, surroundings),
      listener,
    });
  };
  const lanes = Array.from({ length: settings.slots }, (_, index) => laneFor(index + 1));
  const laneOf = (slot: number): Lane<Given> => lanes[slot - 1] as Lane<Given>;
  return {
    room: (slot) => laneOf(slot).room() - count(slot),
    give: (given) => {
      const task = taskFor(given.command, surroundings);
      if (isNotStarted(task)) refuse(given, task);
      else laneOf(given.slot).give(given, task);
    },
    recall: () => {
      for (const lane of lanes) lane.recall();
    },
    end: (signal) => {
      for (const lane of lanes) lane.stop(signal);
    },
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
};
