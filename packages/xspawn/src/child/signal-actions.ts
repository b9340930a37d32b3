import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const isIn = (mask: string | undefined, number: number): boolean =>
  ((BigInt(`0x${mask ?? '0'}`) >> BigInt(number - 1)) & 1n) === 1n;

/** Whether a process neither catches nor ignores a signal; false when that cannot be told. proc_pid_status(5) */
export const hasDefaultAction = (pid: number, signal: NodeJS.Signals): boolean => {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return false; // it has ended, or there is no /proc
  }
  const masks = [...status.matchAll(/^Sig(?:Ign|Cgt):\s*([0-9a-f]+)/gm)].map(([, mask]) => mask);
  return masks.every((mask) => !isIn(mask, constants.signals[signal]));
};
