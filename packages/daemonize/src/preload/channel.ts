import { quietly } from './quietly.ts';

// Node hands messages whose `cmd` begins so to its own listeners alone ('internalMessage'), and these do not keep a process
// running (lib/internal/child_process.js and _forkChild of lib/child_process.js, Node 20 to 26).
const COMMAND = 'NODE_DAEMONIZE';

/** What a worker tells its supervisor. */
export type Told =
  | { readonly type: 'listening'; readonly address: unknown }
  /** No connection is left. */
  | { readonly type: 'drained' }
  /** The program wants to be replaced. */
  | { readonly type: 'leaving' };

/** What can come from the process that the program must not see, or not yet. */
export interface Hooks {
  drain(): void;
  /** The channel has ended. */
  gone(): void;
  /** A signal has come: whether to withhold it. */
  isWithheld(event: string): boolean;
}

type Emit = (this: NodeJS.Process, event: string | symbol, ...args: unknown[]) => boolean;

const isOurs = (message: unknown): message is { readonly type?: unknown } =>
  typeof message === 'object' && message !== null && (message as { cmd?: unknown }).cmd === COMMAND;

/**
 * Listens to the process by its emit(): a listener for 'disconnect' would keep it running, one for a signal could not withhold it
 * from the others, and all could be seen and removed. Signals come through here as long as it is in place before their listeners.
 */
export const watchProcess = ({ drain, gone, isWithheld }: Hooks): void => {
  const emit = process.emit as Emit;
  const watched: Emit = function emitUnlessOurs(event, ...args) {
    if (event === 'internalMessage' && isOurs(args[0])) {
      if (args[0].type === 'drain') quietly(drain);
      return true;
    }
    if (event === 'disconnect') quietly(gone);
    if (typeof event === 'string' && event.startsWith('SIG') && quietly(() => isWithheld(event))) return true;
    return Reflect.apply(emit, this, [event, ...args]);
  };
  process.emit = watched as typeof process.emit;
};

/** Makes what tells the supervisor; the program may give process.send another meaning later. Nobody there hears nothing. */
export const teller = (): ((told: Told) => void) => {
  const send = process.send?.bind(process) as
    | ((message: unknown, handle: undefined, options: undefined, done: () => void) => boolean)
    | undefined;
  return (told) => {
    if (process.connected) send?.({ cmd: COMMAND, ...told }, undefined, undefined, () => {});
  };
};

/**
 * A program that closes the channel asks to be replaced, as in a cluster. The supervisor would not see that by itself: others
 * hold the other end open, too.
 */
export const tellOfLeaving = (tell: (told: Told) => void): void => {
  const { disconnect } = process;
  if (!disconnect) return;
  process.disconnect = function disconnectAndLeave() {
    tell({ type: 'leaving' });
    return Reflect.apply(disconnect, process, []);
  };
};
