/** What is run as the supervisor of a daemon, and in which environment. */
import path from 'node:path';
import { originalEnvironment } from '@proctools/core';

const FILE = 'supervisor.cjs';

/**
 * What it does it does seldom, and it stays for months: no memory for making code faster that runs once, nor for much garbage, nor for
 * threads that help to collect it. With a heap that may hold so little tidyMemory has it collected at once.
 */
const FRUGAL = ['--max-semi-space-size=1', '--max-old-space-size=64', '--single-threaded-gc'];

/** One that is the primary of Node's cluster is often at it: so it would take 56 µs for each connection that it deals out, instead of 37. */
const SELDOM = '--lite-mode';

/** The words of its command line. Its name is not known when it is called. */
export const supervisorCommand = (home: string, isPrimary = false): readonly [string, ...string[]] => [
  process.execPath,
  ...FRUGAL,
  ...(isPrimary ? [] : [SELDOM]),
  path.join(__dirname, FILE),
  home,
];

/** Nothing that is meant for the command, such as NODE_OPTIONS, is meant for its supervisor; nor has each thread its own memory. mallopt(3) */
export const supervisorEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: originalEnvironment().variables.PATH,
  MALLOC_ARENA_MAX: '1',
});
