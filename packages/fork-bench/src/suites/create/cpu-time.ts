// CPU time of ourselves and of the children that have ended, from /proc/self/stat: the kernel sums nanoseconds, and shows hundredths
// of a second. So one child of 1 ms is not seen, and of a hundred together 1 % is lost at most. proc(5)
import { readFileSync } from 'node:fs';

/** USER_HZ is 100 on every architecture that Node runs on. */
const TICK_MS = 10;

/** The fields 14 to 17, utime to cstime, as they are counted behind the name of the command. */
const TIMES = [11, 15] as const;

/** From the text of /proc/PID/stat; the name of the command, in parentheses, may hold anything. */
export const cpuMsIn = (stat: string): number =>
  stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(...TIMES)
    .reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);

/** In milliseconds, of all our threads and of all children that we have waited for; undefined where there is no /proc. */
export const cpuWithChildrenMs = (): number | undefined => {
  try {
    return cpuMsIn(readFileSync('/proc/self/stat', 'latin1'));
  } catch {
    return undefined;
  }
};
