import type { Found } from '../../test/rig/processes.ts';
import { until } from '../../test/rig/until.ts';

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {} // ended meanwhile
};

/** Kills, by pid, all that is found, until nothing is: some restart others. */
export const endAll = (find: () => readonly Found[]): Promise<boolean> =>
  until(() => {
    const found = find();
    for (const { pid } of found) kill(pid);
    return found.length === 0;
  }, 'what was started has been killed');
