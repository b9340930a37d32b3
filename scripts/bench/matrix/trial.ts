import { type ChildProcess, spawn } from 'node:child_process';
import { processesWith } from '../../../test/rig/processes.ts';
import { until, within } from '../../../test/rig/until.ts';
import { bareEnvironment } from '../measure.ts';
import { endAll } from '../sweep.ts';
import type { Workshop } from '../workshop.ts';
import type { Tool } from './tools.ts';

/** How something ended: as a word for the table. */
type Ending = string;

/** One wrapper around one command, in a session of its own. */
export interface Trial {
  readonly pid: number;
  /** How the wrapper ended, or `hangs`. */
  readonly ending: () => Promise<Ending>;
  /** How many processes still run once there is none left or the time is up; the wrapper is none of them. */
  readonly left: () => Promise<number>;
}

/** How long a wrapper may take to do what it was asked for: long against the start of npm on a busy machine. */
const PATIENCE_MS = 10_000;
/** How long what it started may live on. */
const GRACE_MS = 3000;

const endingOf = (child: ChildProcess): Promise<Ending> =>
  new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `${code}`));
  });

let trials = 0;

/** Runs the command in the wrapper while `work` looks at it, and ends what is left of it all. */
export const inTrial = async <Answer>(
  tool: Tool,
  command: readonly string[],
  { environment }: Workshop,
  work: (trial: Trial) => Promise<Answer>,
  stdout: number | 'ignore' = 'ignore',
): Promise<Answer> => {
  trials += 1;
  const mark = `${environment.PROCTOOLS_BENCH}-${trials}`;
  const marker = `PROCTOOLS_TRIAL=${mark}`;
  const [file = '', ...operands] = tool.argv(command);
  const env = bareEnvironment({ ...environment, PROCTOOLS_TRIAL: mark, npm_config_update_notifier: 'false' });
  const child = spawn(file, operands, { stdio: ['ignore', stdout, 'ignore'], env, detached: true });
  const ended = endingOf(child);
  const others = () => processesWith(marker).filter(({ pid }) => pid !== child.pid).length;
  const gone = () => until(() => others() === 0, 'all have ended', GRACE_MS);
  try {
    return await work({
      pid: child.pid ?? 0,
      ending: () => within(ended, () => tool.name, PATIENCE_MS).catch(() => 'hangs'),
      left: () => gone().then(() => 0, others),
    });
  } finally {
    await endAll(() => processesWith(marker));
  }
};
