import { readFileSync } from 'node:fs';

interface OpenFiles {
  readonly soft: number;
  readonly hard: number;
}

/** The line of /proc/PID/limits; undefined on other systems, or when there is no limit. */
const openFilesOf = (pid: number | 'self'): OpenFiles | undefined => {
  try {
    const [, soft, hard] = /^Max open files\s+(\d+)\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1')) ?? [];
    return hard === undefined ? undefined : { soft: Number(soft), hard: Number(hard) };
  } catch {
    return undefined;
  }
};

/**
 * The soft limit of open files that we were called with, as far as one can tell. Node raises its own to
 * the hard one as it begins, and would hand that on; but our caller, if it has the same hard limit,
 * still has the soft one that it meant us to have. Undefined when nothing is to be put back. getrlimit(2)
 */
export const callersOpenFiles = (): number | undefined => {
  const ours = openFilesOf('self');
  const callers = openFilesOf(process.ppid);
  if (!ours || !callers || callers.hard !== ours.hard || callers.soft >= ours.soft) return undefined;
  return callers.soft;
};
