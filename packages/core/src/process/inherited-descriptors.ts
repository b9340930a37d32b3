import { closeSync, readdirSync } from 'node:fs';
import { flagsOfDescriptor } from './descriptor-info.ts';

/** open(2)'s O_CLOEXEC on Linux; Node does not export it. */
const CLOSE_ON_EXEC = 0o2000000;

/** libuv's own loop ends at the first gap above this one, so what can have been missed lies above it. */
const LAST_MARKED = 15;

/** The descriptor that listed the directory is gone, and has no flags. */
const survivesExec = (descriptor: number): boolean => {
  const flags = flagsOfDescriptor(descriptor);
  return flags !== undefined && (flags & CLOSE_ON_EXEC) === 0;
};

/**
 * Closes every descriptor that our children would inherit. libuv marks those that we were
 * started with only up to the first gap above 15; what lies behind it would leak into a daemon.
 * (On macOS libuv spawns with POSIX_SPAWN_CLOEXEC_DEFAULT: nothing leaks there.)
 */
export const closeInheritedDescriptors = (): void => {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc/self/fd')) {
    const descriptor = Number(name);
    if (descriptor > LAST_MARKED && survivesExec(descriptor)) closeSync(descriptor);
  }
};
