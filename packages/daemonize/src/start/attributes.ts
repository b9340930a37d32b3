import { ExitCode, Failure } from '@proctools/core';
import type { Limit, Settings } from '../settings.ts';

const setNice = (pid: number, nice: number): void => {
  try {
    process.getBuiltinModule('node:os').setPriority(pid, nice);
  } catch (error) {
    throw new Failure(ExitCode.failed, `--nice: cannot set it to ${nice}`, {
      hint: 'only root may set one that is lower than that of daemonize itself',
      cause: error instanceof Error && 'info' in error ? Object.assign(new Error(), error.info) : error,
    });
  }
};

const asOption = ({ resource, value }: Limit): string =>
  `--${resource}=${value.includes(':') ? value : `${value}:${value}`}`;

/** Node has no setrlimit(2). */
const setLimits = (pid: number, limits: readonly Limit[]): void => {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const last = new Map(limits.map((limit) => [limit.resource, limit])); // of two for one resource
  const operands = ['--pid', String(pid), ...[...last.values()].map(asOption)];
  const { error, status, stderr } = spawnSync('prlimit', operands, { encoding: 'utf8' });
  if (error) throw new Failure(ExitCode.failed, '--limit needs prlimit(1), of util-linux', { cause: error });
  if (status !== 0) throw new Failure(ExitCode.failed, `--limit: ${stderr.trim().replace(/^prlimit: /, '')}`);
};

/** Gives a process that has not begun yet what only another process can give it. */
export const giveAttributes = (pid: number, { nice, limits }: Settings): void => {
  if (nice !== null) setNice(pid, nice);
  if (limits.length > 0) setLimits(pid, limits);
};
