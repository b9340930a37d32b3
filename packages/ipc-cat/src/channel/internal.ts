/** Node's own messages on a channel: about handles, and the cluster's. Their `cmd` begins like this, and they are none of the user's. */
const PREFIX = 'NODE_';

export interface InternalMessage {
  readonly cmd: string;
  /** Of a handle: net.Server, net.Socket, … */
  readonly type?: unknown;
  /** The user's message that the handle came with. */
  readonly msg?: unknown;
}

/** What Node asks and answers when a connection or a server is handed over. It waits for the answer before it sends another. */
export const HANDLE = 'NODE_HANDLE';
export const HANDLE_REFUSED = 'NODE_HANDLE_NACK';

/** A message of Node's own, which never reaches `process.on('message')`; undefined for all others. As Node judges it. */
export const internalMessage = (message: unknown): InternalMessage | undefined => {
  if (typeof message !== 'object' || message === null || !('cmd' in message)) return undefined;
  const { cmd } = message;
  const isInternal = typeof cmd === 'string' && cmd.length > PREFIX.length && cmd.startsWith(PREFIX);
  return isInternal ? (message as InternalMessage) : undefined;
};

/** Whether a handle is sent once more, as it was refused: then it is the message before that it comes with. Of connections Node does so three times. */
export const isRetransmission = ({ cmd, msg }: InternalMessage): boolean =>
  cmd === HANDLE && internalMessage(msg)?.cmd === HANDLE;

/** Whether one of these lines of JSON may be such a message: all are looked at in one go. A letter may be written as `\u004e`. */
export const mayBeInternal = (lines: Buffer): boolean => lines.includes(PREFIX) || lines.includes('\\u00');

/** The same, of one line of JSON. */
export const internalMessageIn = (line: Buffer): InternalMessage | undefined =>
  mayBeInternal(line) ? internalMessage(JSON.parse(line.toString())) : undefined;
