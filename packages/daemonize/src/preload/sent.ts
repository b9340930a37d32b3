import { ChildProcess } from 'node:child_process';
import { quietly } from './quietly.ts';

type Method = (this: ChildProcess, ...args: unknown[]) => unknown;

/**
 * Tells what a child is sent together with a message, before it is. Node makes the send() of each child anew, with its channel; where
 * this process has a channel itself, the module is loaded already.
 */
export const watchSent = (see: (handle: unknown) => void): void => {
  const prototype = ChildProcess.prototype as unknown as { spawn: Method };
  const { spawn } = prototype;
  prototype.spawn = function spawnWatched(...args) {
    const answer = Reflect.apply(spawn, this, args);
    const child = this as { send?: Method };
    const { send } = child;
    if (!send) return answer;
    child.send = function sendWatched(...sent) {
      quietly(() => see(sent[1]));
      return Reflect.apply(send, this, sent);
    };
    return answer;
  };
};
