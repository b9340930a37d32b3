/** Waiting for what a child says by its channel, and for its end. */
import type { ChildProcess } from 'node:child_process';
import { describeEnded, type Ended, endedFrom } from '@proctools/core';

/** How a child ends, or has ended. Rejects when it could not be started. */
export const endOf = (child: ChildProcess): Promise<Ended> => {
  const { exitCode, signalCode } = child;
  if (exitCode !== null || signalCode !== null) return Promise.resolve(endedFrom(exitCode, signalCode));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(endedFrom(code, signal)));
  });
};

/** The next message of a child. Rejects when it ends instead, or could not be started. */
export const messageOf = <Message>(child: ChildProcess): Promise<Message> =>
  new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      child.off('message', take).off('exit', end).off('error', fail);
      finish();
    };
    const take = (message: unknown): void => settle(() => resolve(message as Message));
    const fail = (error: Error): void => settle(() => reject(error));
    const end = (code: number | null, signal: NodeJS.Signals | null): void =>
      fail(new Error(`a child ended without an answer: ${describeEnded(endedFrom(code, signal))}`));
    child.on('message', take).on('exit', end).on('error', fail);
  });

/** Sends a message and waits for the next that comes. */
export const ask = <Message>(child: ChildProcess, message: object): Promise<Message> => {
  const answer = messageOf<Message>(child);
  child.send(message);
  return answer;
};

/** Ends a child by its channel, as its parent's end would, and waits for its end. */
export const release = async (child: ChildProcess): Promise<void> => {
  const ended = endOf(child);
  if (child.connected) child.disconnect();
  await ended;
};

/** Kills a child of which nothing more is wanted, and waits until it is gone. */
export const end = async (child: ChildProcess): Promise<void> => {
  const ended = endOf(child);
  child.kill('SIGKILL');
  await ended;
};

/** Rejects when a child could not be started, or fails; never settles when it does not. */
export const failureOf = async (child: ChildProcess): Promise<never> => {
  const ended = await endOf(child);
  if ('exited' in ended && ended.exited === 0) return new Promise<never>(() => {});
  throw new Error(`what was to start a child ended: ${describeEnded(ended)}`);
};
