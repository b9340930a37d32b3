/**
 * Who holds the sockets of the workers for the case that the supervisor dies: a shell that waits, and becomes the next supervisor when
 * `resume` says so over a FIFO. A descriptor can be inherited only, and the workers have no children of ours.
 */
import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { dashFile, ExitCode, errorCode, Failure, findMembers, type Identity, makeFifo } from '@proctools/core';
import { supervisorCommand, supervisorEnvironment } from '../start/supervisor-command.ts';
import type { Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { CONNECTION } from '../supervisor/talk.ts';
import type { CrewCharge } from './charge.ts';
import { holderFile } from './places.ts';

/** The variable by which it is found. */
const MARKER = 'DAEMONIZE_HOLDER';

/** For those who look at it with ps(1). The sockets are where a supervisor looks for them. */
const SCRIPT = `: holds sockets for the next supervisor
read -r where <&${CONNECTION} && unset ${MARKER} && exec ${CONNECTION}>&- && exec "$@" "$where"`;

/** Whoever holds the sockets of a daemon; nobody knows him by his pid, as who started him may have died at that moment. */
export const holdersOf = (id: string): readonly Identity[] =>
  findMembers({ markers: [`${MARKER}=${id}`], session: undefined, main: undefined });

/** One that ends sooner would only do so again. */
const SHORT_LIFE_MS = 1_000;

const startOnce = (shell: string, { id, request: { name }, sockets, store }: CrewCharge): ReturnType<typeof spawn> => {
  const file = holderFile(store, name);
  makeFifo(file);
  const fifo = openSync(file, constants.O_RDWR); // so that it waits, whoever else opens it
  try {
    return spawn(shell, ['-c', SCRIPT, 'holder', ...supervisorCommand(store.home)], {
      cwd: '/',
      detached: true,
      env: { ...supervisorEnvironment(), [MARKER]: id },
      stdio: ['ignore', 'ignore', 'ignore', fifo, ...sockets],
    });
  } finally {
    closeSync(fifo);
  }
};

/** Keeps one there as long as we are. Where there are no sockets, or no shell, none is needed, or there is none. */
export const keepHolder = (charge: CrewCharge, isOver: () => boolean): void => {
  const shell = dashFile();
  if (shell === undefined || charge.sockets.length === 0) return;
  const beganAt = Date.now();
  const child = startOnce(shell, charge);
  const again = (): void => {
    const ms = Date.now() - beganAt < SHORT_LIFE_MS ? SHORT_LIFE_MS : 0;
    if (!isOver()) setTimeout(() => (isOver() ? undefined : keepHolder(charge, isOver)), ms);
  };
  child.once('error', again);
  child.once('exit', again);
};

/** Has the holder become a supervisor that connects to this socket. A Failure when there is none any more. */
export const wakeHolder = (store: Store, { id, name }: DaemonRecord, where: string): void => {
  const gone = (cause?: unknown): Failure =>
    new Failure(ExitCode.failed, `${name}: nobody but its workers holds its sockets any more`, {
      hint: `daemonize restart ${name}: for a moment nobody will listen`,
      cause,
    });
  if (holdersOf(id).length === 0) throw gone();
  try {
    const fifo = openSync(holderFile(store, name), constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(fifo, `${where}\n`);
    closeSync(fifo);
  } catch (error) {
    throw errorCode(error) === undefined ? error : gone(error);
  }
};
