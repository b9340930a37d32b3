import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

// <fcntl.h> on Linux; Node's constants lack O_CLOEXEC.
const O_CLOEXEC = 0o2000000;
const O_APPEND = 0o2000;
const ACCESS = ['read', 'write', 'both'] as const;

/** How a descriptor was opened. */
export interface DescriptorFlags {
  readonly access: (typeof ACCESS)[number];
  readonly append: boolean;
  readonly closeOnExec: boolean;
}

const targetOf = (pid: number, descriptor: number): readonly [number, string][] => {
  try {
    return [[descriptor, readlinkSync(`/proc/${pid}/fd/${descriptor}`)]];
  } catch {
    return []; // closed since it was listed
  }
};

/** What each open descriptor leads to: a path, or `socket:[123]`, `pipe:[123]`, `anon_inode:[eventpoll]`. */
export const descriptorsOf = (pid: number): ReadonlyMap<number, string> =>
  new Map(readdirSync(`/proc/${pid}/fd`).flatMap((name) => targetOf(pid, Number(name))));

/** Reads /proc/PID/fdinfo/FD; see proc(5). */
export const descriptorFlagsOf = (pid: number, descriptor: number): DescriptorFlags => {
  const text = readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8');
  const flags = Number.parseInt(/^flags:\s*(\d+)$/m.exec(text)?.[1] ?? '0', 8);
  return {
    access: ACCESS[flags & 3] ?? 'both',
    append: (flags & O_APPEND) !== 0,
    closeOnExec: (flags & O_CLOEXEC) !== 0,
  };
};
