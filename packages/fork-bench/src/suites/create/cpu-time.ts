// CPU time of ourselves and of the children that have ended. Node tells of ourselves to the microsecond, and of the children nothing;
// the kernel sums their nanoseconds, and shows hundredths of a second in /proc/self/stat. So one child of 1 ms is not seen, and of a
// hundred together a tenth is lost at most. proc_pid_stat(5)
import { readFileSync } from 'node:fs';

/** USER_HZ is 100 on every architecture that Node runs on. */
const TICK_MS = 10;

/** Fewer ticks are no figure: two of them may be missing. */
export const FEWEST_CPU_MS = 20 * TICK_MS;

/** The fields 16 and 17, cutime and cstime, as they are counted behind the name of the command. */
const TIMES = [13, 15] as const;

/** From the text of /proc/PID/stat; the name of the command, in parentheses, may hold anything. */
export const childrenMsIn = (stat: string): number =>
  stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(...TIMES)
    .reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);

/** In milliseconds, of all our threads and of all children that we have waited for; undefined where there is no /proc. */
export const cpuWithChildrenMs = (): number | undefined => {
  const { system, user } = process.cpuUsage();
  try {
    return (user + system) / 1_000 + childrenMsIn(readFileSync('/proc/self/stat', 'latin1'));
  } catch {
    return undefined;
  }
};
