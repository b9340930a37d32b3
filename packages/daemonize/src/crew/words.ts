/** What a worker and its supervisor say to each other over Node's channel: messages that no program sees, as Node keeps `NODE_` to itself. */

const CMD = 'NODE_DAEMONIZE';

/** `leaving`: it asks to be replaced, and ends by itself. */
export type WordOfWorker = 'listening' | 'drained' | 'leaving';

export const LISTENING = { cmd: CMD, type: 'listening' } as const;
export const LEAVING = { cmd: CMD, type: 'leaving' } as const;

/** Stop accepting, and say when all that was begun is finished. */
export const DRAIN = { cmd: CMD, type: 'drain' } as const;

const WORDS: readonly unknown[] = ['listening', 'drained', 'leaving'] satisfies readonly WordOfWorker[];

/** What a message says to us; undefined for one that is meant for others. `{ act: 'close' }` is what older programs say. */
export const wordIn = (message: unknown): WordOfWorker | undefined => {
  if (typeof message !== 'object' || message === null) return undefined;
  const { act, cmd, type } = message as { readonly act?: unknown; readonly cmd?: unknown; readonly type?: unknown };
  if (cmd === CMD && WORDS.includes(type)) return type as WordOfWorker;
  return act === 'close' ? 'leaving' : undefined;
};
