/** The ways for two to talk that are measured, in the order in which they are shown. */
export const channels = {
  json: 'process.send, json',
  advanced: 'process.send, advanced',
  pipe: 'stdio pipe, lines of JSON',
  unix: 'Unix socket, length-framed',
  tcp: 'TCP, length-framed',
  post: 'postMessage',
  transfer: 'postMessage, transferred',
  shared: 'SharedArrayBuffer, Atomics',
  handle: 'a listening socket, process.send',
} as const;

export type Channel = keyof typeof channels;

/** Those whose far end is a thread of the same process. */
export type ThreadChannel = 'post' | 'transfer' | 'shared';
export type ProcessChannel = Exclude<Channel, ThreadChannel>;

export const isThreaded = (channel: Channel): channel is ThreadChannel =>
  channel === 'post' || channel === 'transfer' || channel === 'shared';

/** Sizes of a message in bytes. */
export const sizes = [64, 4_096, 1_048_576] as const;

/** `64 B`, `4 KB`, `1 MB`. */
export const sizeText = (bytes: number): string => {
  if (bytes < 1_024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${bytes / 1_024} KB` : `${bytes / 1_048_576} MB`;
};
