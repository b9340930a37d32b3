import { runMain, tellError } from '@proctools/core';
import { command } from './command.ts';

/** The command line with all its options. */
export const start = (): Promise<never> => runMain(command);

/** What went wrong on the way without options is told as on the other. */
export const fail = (error: unknown): never => process.exit(tellError(command, error));
