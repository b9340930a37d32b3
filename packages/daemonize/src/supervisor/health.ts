/** Looking, again and again, whether a command that runs also works. */
import { spawn } from 'node:child_process';
import { describeEnded, endedFrom, errorCode, type Owner, sleep } from '@proctools/core';
import { parseArgsStringToArgv } from 'string-argv';
import type { Check } from '../ready/check.ts';
import { httpCheck } from '../ready/http.ts';
import type { HealthCheck } from '../settings.ts';

/** What a command that looks is run with: what the daemon has. */
interface Surroundings {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly owner: Owner | undefined;
}

/** So many in a row that fail are no accident. */
const PATIENCE = 3;

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
};

/** Runs it in a session of its own, which is killed when it takes too long. What it prints is for nobody. */
const run = (
  [file, ...operands]: readonly [string, ...string[]],
  { cwd, environment, owner }: Surroundings,
  withinMs: number,
  signal: AbortSignal,
): Promise<string | undefined> =>
  new Promise((resolve) => {
    const child = spawn(file, operands, {
      cwd,
      detached: true,
      env: environment,
      stdio: 'ignore',
      ...(owner && { uid: owner.uid, gid: owner.gid }),
    });
    const end = (): void => killGroup(child.pid);
    const timer = setTimeout(() => {
      end();
      resolve(`had not ended after ${withinMs} ms`);
    }, withinMs);
    signal.addEventListener('abort', end, { once: true });
    const tell = (obstacle: string | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(obstacle);
    };
    child.once('error', ({ message }) => tell(message));
    child.once('exit', (code, name) => tell(code === 0 ? undefined : describeEnded(endedFrom(code, name))));
  });

/** One that takes longer than the time between two has failed. */
const checkFor = ({ condition, everyMs }: HealthCheck, surroundings: Surroundings): Check => {
  if (condition.type === 'http') return httpCheck(condition.url, everyMs);
  const [file, ...operands] = parseArgsStringToArgv(condition.command);
  if (file === undefined) return async () => 'the command is empty';
  return (signal) => run([file, ...operands], surroundings, everyMs, signal);
};

/** Resolves with what is in the way when it was in the way several times in a row; rejects when the signal aborts. */
export const untilUnhealthy = async (
  health: HealthCheck,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<string> => {
  const check = checkFor(health, surroundings);
  for (let failures = 0; ; ) {
    await sleep(health.everyMs, signal);
    const obstacle = await check(signal);
    signal.throwIfAborted();
    failures = obstacle === undefined ? 0 : failures + 1;
    if (obstacle !== undefined && failures === PATIENCE) return obstacle;
  }
};
