import { readFileSync } from 'node:fs';

/**
 * Of some processes together, in MB: what each has for itself, and of what is shared its share. NaN where the system does not
 * tell, or one is gone. proc_pid_smaps(5), `smaps_rollup`
 */
export const proportionalMb = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
      return sum + Number(/^Pss:\s*(\d+) kB/m.exec(rollup)?.[1] ?? Number.NaN) / 1_024;
    } catch {
      return Number.NaN;
    }
  }, 0);
