/**
 * Who holds the sockets of the workers for the case that the supervisor dies: a shell that waits, and becomes the next supervisor when
 * `resume` says so over a FIFO. A descriptor can be inherited only, and the workers have no children of ours.
 */
import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { dashFile, ExitCode, errorCode, Failure, type Identity, identify, isAlive, makeFifo } from '@proctools/core';
import { supervisorCommand, supervisorEnvironment } from '../start/supervisor-command.ts';
import type { Store } from '../store/home.ts';
import { CONNECTION } from '../supervisor/talk.ts';
import { amendCrew, type CrewCharge } from './charge.ts';
import { holderFile } from './places.ts';

/** For those who look at it with ps(1). The sockets are where a supervisor looks for them. */
const SCRIPT = `: holds sockets for the next supervisor
read -r where <&${CONNECTION} && exec ${CONNECTION}>&- && exec "$@" "$where"`;

/** One that ends sooner would only do so again. */
const SHORT_LIFE_MS = 1_000;

const startOnce = (shell: string, { request: { name }, sockets, store }: CrewCharge): ReturnType<typeof spawn> => {
  const file = holderFile(store, name);
  makeFifo(file);
  const fifo = openSync(file, constants.O_RDWR); // so that it waits, whoever else opens it
  try {
    return spawn(shell, ['-c', SCRIPT, 'holder', ...supervisorCommand(store, name)], {
      cwd: '/',
      detached: true,
      env: supervisorEnvironment(),
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
  if (child.pid === undefined) return;
  child.once('exit', again);
  const holder = identify(child.pid) ?? null;
  void amendCrew(charge, (crew) => ({ ...crew, holder }));
};

/** Has the holder become a supervisor that connects to this socket. A Failure when there is none any more. */
export const wakeHolder = (store: Store, name: string, holder: Identity | null, where: string): void => {
  const gone = (cause?: unknown): Failure =>
    new Failure(ExitCode.failed, `${name}: nobody but its workers holds its sockets any more`, {
      hint: `daemonize restart ${name}: for a moment nobody will listen`,
      cause,
    });
  if (!holder || !isAlive(holder)) throw gone();
  try {
    const fifo = openSync(holderFile(store, name), constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(fifo, `${where}\n`);
    closeSync(fifo);
  } catch (error) {
    throw errorCode(error) === undefined ? error : gone(error);
  }
};
