/** The channel to a child that Node has started for us, whatever the child has become. */
import type { ChildProcess } from 'node:child_process';
import type { Detached } from './birth.ts';

/** Node hands out messages of two kinds: those whose `cmd` begins with NODE_ are its own, or ours, and no program sees them. */
export const channelOf = (child: ChildProcess): Pick<Detached, 'onMessage' | 'tell'> => ({
  onMessage: (listener) => {
    child.on('message', listener);
    child.on('internalMessage', listener);
  },
  tell: (message) => child.connected && child.send(message, () => {}), // it may be going at this moment
});
