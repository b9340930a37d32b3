import { planOnPosix } from './execution-posix.ts';
import type { CommandLine, Place, Planned } from './planned.ts';

/**
 * Finds what has to be executed so that a command runs with exactly these operands, without a shell where there is any
 * way. Nothing is started, but for one question: npm's own batch files on Windows ask npm for its global folder.
 */
export const planExecution: (command: CommandLine, place: Place) => Promise<Planned> =
  process.platform === 'win32'
    ? async (command, place) => (await import('./windows/execution-windows.ts')).planHere(command, place)
    : async (command, place) => planOnPosix(command, place);
