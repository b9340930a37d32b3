/**
 * Our own end of Node's channel, when a Node parent has given us one. Node starts to read it before our first line runs, and
 * would throw away whatever has come by the first turn of the event loop; others who hold the channel, such as the script that
 * runs us, count on it that nobody takes their messages, and that it blocks.
 */

/** The handle of the channel, which Node keeps to itself: libuv's pipe. */
export interface ChannelHandle {
  readonly fd: number;
  /** What came along with a message: a connection, a server. */
  pendingHandle?: { close(): void } | null;
  readStop(): number;
  setBlocking(on: boolean): number;
  ref(): void;
}

type Serialization = 'json' | 'advanced';

const symbolOf = (target: object, description: string): symbol | undefined =>
  Object.getOwnPropertySymbols(target).find((symbol) => symbol.description === description);

/** The handle of our channel; undefined when there is no channel, or when this Node keeps it elsewhere. */
export const channelHandle = (): ChannelHandle | undefined => {
  const symbol = symbolOf(process, 'kChannelHandle');
  return symbol && (process as unknown as Record<symbol, ChannelHandle | undefined>)[symbol];
};

/** Node deletes the variable that says it, but the handle has other places for what has come. */
export const serializationOf = (handle: ChannelHandle): Serialization =>
  symbolOf(handle, 'kMessageBuffer') ? 'advanced' : 'json';

/**
 * Leaves what is in the channel where it is, until it is asked for. To be called before the event loop turns for the first
 * time, which is: in the first file, which has to be CommonJS. Without a channel it does nothing.
 */
export const holdChannel = (): void => {
  if (!process.channel) return;
  const handle = channelHandle();
  if (!handle) return;
  handle.readStop();
  handle.setBlocking(true);
  process.once('exit', () => handle.setBlocking(true));
};
