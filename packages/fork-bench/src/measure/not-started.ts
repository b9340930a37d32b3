import { ExitCode } from '@proctools/core';
import type { Reading } from './way.ts';

/** The exit code of what could not be executed: 127 when it is not there, else 126, as a shell has it. */
const codeOfRefusal = (error: string): number => (error === 'ENOENT' ? ExitCode.notFound : ExitCode.cannotExecute);

/** The reading of a command that the kernel refused with this error. */
export const refusal = (error: string, wallMs: number): Reading => ({
  wallMs,
  cpuMs: undefined,
  userMs: undefined,
  systemMs: undefined,
  maxRssBytes: undefined,
  exitCode: codeOfRefusal(error),
  signal: undefined,
  isTimedOut: false,
  notStarted: error,
});
