/** Calling a supervisor: the process is there at once, boots on a processor of its own, and waits for its order. */
import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { supervisorCommand, supervisorEnvironment } from '../start/supervisor-command.ts';
import { CONNECTION } from './talk.ts';

/** A supervisor that has been called. */
export interface Called {
  readonly child: ChildProcess;
  readonly connection: Duplex;
  /** All that it says; resolves when it has closed the connection, or has ended. */
  readonly answer: Promise<string>;
  /** Rejects with the system's error when there is none. */
  readonly failed: Promise<never>;
  /** From now on it stays when we end, if there is something that it is to look after. */
  readonly keep: () => void;
  /** Has it go, if it is not to be kept. */
  readonly dismiss: () => void;
}

/** All that the other side says; resolves when it has closed the connection, or has ended. */
export const readAll = (connection: Duplex): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    connection.setEncoding('utf8');
    connection.on('error', () => {}); // its end tells enough
    connection.on('data', (chunk) => {
      text += chunk;
    });
    connection.once('close', () => resolve(text));
  });

/**
 * Calls a supervisor, and hands it the sockets of its workers, or has it be the primary of Node's cluster for them. Until `keep` is
 * called it is ended when we end; were we killed, it goes
 * at the end of the connection.
 */
export const callSupervisor = (home: string, sockets: readonly number[] = [], isPrimary = false): Called => {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const [file, ...operands] = supervisorCommand(home, isPrimary);
  const child: ChildProcess = spawn(file, operands, {
    cwd: '/',
    detached: true,
    env: supervisorEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', ...sockets],
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => {}); // looked at when its turn comes
  const connection = child.stdio[CONNECTION] as Duplex;
  const answer = child.pid === undefined ? Promise.resolve('') : readAll(connection);
  let isKept = false;
  const dismiss = (): void => {
    process.off('exit', dismiss);
    if (!isKept) child.kill('SIGKILL');
  };
  process.once('exit', dismiss);
  const keep = (): void => {
    isKept = true;
  };
  return { child, connection, answer, failed, keep, dismiss };
};
