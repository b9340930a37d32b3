/** What is run as the supervisor of a daemon, and in which environment. */
import path from 'node:path';
import { originalEnvironment } from '@proctools/core';
import type { Store } from '../store/home.ts';

const FILE = 'supervisor.cjs';

/**
 * What it does it does seldom, and it stays for months: no memory for making code faster that runs once, nor for much garbage. Without
 * these it would hold 54 MB of its own after 300 restarts; with them it is 13, after 900 as well.
 */
const FRUGAL = ['--max-semi-space-size=1', '--lite-mode'];

/** The words of its command line; its operands tell those who look at it with ps(1) whose it is. */
export const supervisorCommand = ({ home }: Store, name: string): readonly string[] => [
  process.execPath,
  ...FRUGAL,
  path.join(__dirname, FILE),
  home,
  name,
];

/** Nothing that is meant for the command, such as NODE_OPTIONS, is meant for its supervisor. */
export const supervisorEnvironment = (): NodeJS.ProcessEnv => ({ PATH: originalEnvironment().variables.PATH });
