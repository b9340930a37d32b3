import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** The processors that this thread may run on, as the kernel writes them: `0-3,8`. Undefined where it does not tell. proc(5) */
export const allowedCpus = (): string | undefined => {
  try {
    return /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/thread-self/status', 'latin1'))?.[1];
  } catch {
    return undefined;
  }
};

/** The kernel's number of this thread, which taskset(1) takes. */
export const threadId = (): number | undefined => {
  try {
    return Number(path.basename(readlinkSync('/proc/thread-self')));
  } catch {
    return undefined;
  }
};
