import type { MessageEnd } from '../endpoint.ts';
import { childParts } from '../endpoints/exec.ts';
import type { Opening } from '../endpoints/opening.ts';
import { drain } from '../join/drain.ts';
import type { Wants } from '../open.ts';
import { outputFor, programOf } from './fork.ts';
import { messagesBySending, type Sender } from './send.ts';
import { starterWithChannel } from './start-with-channel.ts';

/** `fork:` where the channel cannot be driven as a socket. The end of the data ends both ways at once there. */
export const openForkBySending = async (
  name: string,
  command: readonly [string, ...string[]],
  wants: Wants,
  opening: Opening,
): Promise<MessageEnd> => {
  const { childStdout, serialization } = opening.channel;
  const start = await starterWithChannel(programOf(command, name), {
    serialization,
    stdin: wants.isStdinFree ? 'inherit' : 'ignore',
    stdout: outputFor(childStdout),
  });
  const child = start();
  const messages = messagesBySending(child as Sender, serialization, opening);
  if (!wants.reader) void drain(messages.reader);
  return {
    name,
    unit: 'messages',
    content: 'json',
    ...(wants.reader ? { reader: messages.reader } : {}),
    writer: messages.writer,
    ...childParts(child, command[0], () => messages.writer.end()),
  };
};
