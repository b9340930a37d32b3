import { type ChildProcess, spawn } from 'node:child_process';
import type { ClosedLoop } from './closed-loop.ts';

/**
 * Starts wrk, which asks as fast as it is answered, in one thread. It counts whole seconds, so it is ended by who has started it;
 * `longestS` is for the case that this one is killed.
 */
export const startWrk = (
  file: string,
  { connections, isKeepAlive, port }: ClosedLoop,
  longestS: number,
): ChildProcess => {
  const header = isKeepAlive ? [] : ['-H', 'Connection: close'];
  const counts = ['-t', '1', '-c', String(connections), '-d', `${longestS}s`];
  return spawn(file, [...counts, ...header, `http://127.0.0.1:${port}/`], { stdio: ['ignore', 'ignore', 'inherit'] });
};
