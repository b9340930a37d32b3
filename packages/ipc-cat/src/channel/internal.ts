/** Node's own messages on a channel: about handles, and the cluster's. They begin like this and are none of the user's. */
const PREFIX = 'NODE_';

/** What Node asks and answers when a connection or a server is handed over. It waits for the answer before it sends another. */
export const HANDLE = 'NODE_HANDLE';
export const HANDLE_REFUSED = 'NODE_HANDLE_NACK';

/** How often a handle that was refused is sent once more. lib/internal/child_process.js */
export const RETRANSMISSIONS = 3;

/** The `cmd` of a message that never reaches `process.on('message')`; undefined for all others. As Node judges it. */
export const internalCommand = (message: unknown): string | undefined => {
  if (typeof message !== 'object' || message === null || !('cmd' in message)) return undefined;
  const { cmd } = message;
  return typeof cmd === 'string' && cmd.length > PREFIX.length && cmd.startsWith(PREFIX) ? cmd : undefined;
};

/** Whether one of these lines of JSON may be such a message: all are looked at in one go. A letter may be written as `\u004e`. */
export const mayBeInternal = (lines: Buffer): boolean => lines.includes(PREFIX) || lines.includes('\\u00');

/** The `cmd` of a line of JSON that is such a message. */
export const internalCommandOf = (line: Buffer): string | undefined =>
  mayBeInternal(line) ? internalCommand(JSON.parse(line.toString())) : undefined;
