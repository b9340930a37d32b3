// Where an experiment takes place: a folder of its own, and the processes that it starts. When it is over none of them is left,
// however it ended. (What the driver's own end does is in `driver.ts`; those that left its process group end with their line.)
import {
  type ChildProcess,
  type ForkOptions,
  fork as forkNode,
  type SpawnOptions,
  spawn as spawnNode,
} from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAlive, send, sleep } from '@proctools/core';
import { programs } from '../suites/create/programs.ts';
import type { Parameter, Role } from './child/child-claims.ts';
import { type Line, openLine } from './line.ts';
import { end } from './messages.ts';

/** The built entry beside the driver. */
const ACTOR = path.join(__dirname, 'child-claims.cjs');

export interface Stage {
  /** A real path, and empty at first. */
  readonly folder: string;
  /** What Node is started with to play this part. */
  readonly operands: <Name extends Role>(role: Name, parameter: Parameter<Name>) => readonly string[];
  /** Forks one that plays this part. Its output is nobody's, but for errors. */
  readonly fork: <Name extends Role>(role: Name, parameter: Parameter<Name>, options?: ForkOptions) => ChildProcess;
  /** Forks the least that there is: it says that it is there, and is idle. */
  readonly forkIdle: (options?: ForkOptions) => ChildProcess;
  readonly spawn: (file: string, operands: readonly string[], options?: SpawnOptions) => ChildProcess;
  /** For those who have neither channel nor pipe. */
  readonly line: () => Promise<Line>;
  /** Ends all that still runs, and removes the folder. */
  readonly close: () => Promise<void>;
}

const PAUSE_MS = 5;

/** Ends those who keep a line, by pid and start time, and waits until they are gone. */
const endCallers = async (line: Line): Promise<void> => {
  const identities = line.callers().flatMap(({ identity }) => identity ?? []);
  for (const identity of identities) send(identity, 'SIGKILL');
  line.close();
  while (identities.some(isAlive)) await sleep(PAUSE_MS);
};

/** One without a pid could not be started. */
const endChild = async (child: ChildProcess): Promise<void> => {
  if (child.pid !== undefined) await end(child);
};

const QUIET: ForkOptions = { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] };

/** Sets one up, below the folder for temporary files. */
export const openStage = (): Stage => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'fork-bench-claim-')));
  const children = new Set<ChildProcess>();
  let line: Promise<Line> | undefined;
  let isClosed = false;
  const start = (startOne: () => ChildProcess): ChildProcess => {
    // One that took too long may still go on: it starts nothing any more.
    if (isClosed) throw new Error('the experiment is over');
    const child = startOne();
    children.add(child);
    child.on('error', () => {}); // who waits for it hears of it; nobody may
    return child.once('exit', () => children.delete(child));
  };
  const operands: Stage['operands'] = (role, parameter) => [ACTOR, role, JSON.stringify(parameter ?? {})];
  return {
    folder,
    operands,
    fork: (role, parameter, options) =>
      start(() => forkNode(ACTOR, operands(role, parameter).slice(1), { ...QUIET, ...options })),
    forkIdle: (options) => start(() => forkNode(programs.idle, [], { ...QUIET, ...options })),
    spawn: (file, words, options = {}) => start(() => spawnNode(file, words, options)),
    line: () => {
      line ??= openLine();
      return line;
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...children].map(endChild));
      if (line) await endCallers(await line);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
