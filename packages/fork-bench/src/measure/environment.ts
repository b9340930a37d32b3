/** The environment that measured processes are given. */

export type Variables = Readonly<Record<string, string>>;

/** What falsifies figures about Node, and why. What the user's own programs mean something by, such as NODE_ENV, stays. */
const FALSIFYING: Readonly<Record<string, string>> = {
  NODE_OPTIONS: 'changes how every Node runs, and may load modules before the program',
  NODE_EXTRA_CA_CERTS: 'certificates are read at every start of Node 20, for 30 ms and more',
  NODE_USE_SYSTEM_CA: 'certificates of the system are read',
  NODE_V8_COVERAGE: 'coverage is counted while the program runs, and written when it ends',
  NODE_COMPILE_CACHE: 'only the first run compiles',
  NODE_DEBUG: 'Node writes what it does',
  NODE_DEBUG_NATIVE: 'Node writes what it does',
  NODE_PENDING_DEPRECATION: 'Node looks for old calls',
  NODE_REDIRECT_WARNINGS: 'warnings are written to a file',
  NODE_CHANNEL_FD: 'a channel to our parent that the command does not have',
  NODE_CHANNEL_SERIALIZATION_MODE: 'a channel to our parent that the command does not have',
  NODE_UNIQUE_ID: 'makes a worker of cluster of every program',
  NODE_TEST_CONTEXT: 'tests report to a runner that is not there',
  VSCODE_INSPECTOR_OPTIONS: 'a debugger is attached',
  UV_THREADPOOL_SIZE: 'changes how many threads Node has',
  UV_USE_IO_URING: 'changes how Node reads and writes files',
  FORCE_COLOR: 'programs make colours that nobody sees, and Node warns where NO_COLOR is set, too',
  CLICOLOR_FORCE: 'programs make colours that nobody sees',
};

export interface Removed {
  readonly name: string;
  readonly reason: string;
}

export interface CleanEnvironment {
  readonly environment: Variables;
  /** What was taken out, for the report. */
  readonly removed: readonly Removed[];
}

/** Takes out what falsifies figures, unless it is to be kept. */
export const cleanEnvironment = (environment: Variables, keep: boolean): CleanEnvironment => {
  const reasonFor = (name: string): string | undefined =>
    !keep && Object.hasOwn(FALSIFYING, name) ? FALSIFYING[name] : undefined;
  const removed = Object.keys(environment).flatMap((name) => {
    const reason = reasonFor(name);
    return reason === undefined ? [] : [{ name, reason }];
  });
  const kept = Object.entries(environment).filter(([name]) => reasonFor(name) === undefined);
  return { environment: Object.fromEntries(kept), removed };
};

const OFFSET_VARIABLE = 'FORK_BENCH_OFFSET';

/** A page: how the stack lies in it decides about collisions in the caches. */
const LARGEST_OFFSET = 4_095;

/** So many bytes to make an environment longer by. */
export const randomOffset = (random: () => number = Math.random): number => Math.floor(random() * (LARGEST_OFFSET + 1));

/**
 * Makes the environment longer by a variable with so many bytes in it. The size of the environment moves the stack, which
 * can make a program faster or slower by some percent (Mytkowicz et al., ASPLOS 2009): a random size for each pair, the
 * same for both of its sides, makes that a part of the spread, where else it would be a part of the difference.
 */
export const withOffset = (environment: Variables, bytes: number): Variables => ({
  ...environment,
  [OFFSET_VARIABLE]: 'x'.repeat(bytes),
});
