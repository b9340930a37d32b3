/** `parent:`: the other end of `fork:`, for a command that a Node parent runs, or a script of its. */
import { ExitCode, Failure } from '@proctools/core';
import { altered, type MessageEnd, type Reader } from '../endpoint.ts';
import type { Opening } from '../endpoints/opening.ts';
import type { Batch } from '../frames/batch.ts';
import type { Wants } from '../open.ts';
import { type ChannelHandle, channelHandle } from './hold.ts';
import { messagesOf } from './messages.ts';
import { takeChannel } from './own-channel.ts';
import type { Sender } from './send.ts';
import { wireOf } from './wire.ts';

const HINT = "it is for what a Node program starts with 'ipc' in its stdio";

const assertChannel = (name: string): void => {
  if (!process.channel) throw new Failure(ExitCode.failed, `${name}: there is no channel to a parent`, { hint: HINT });
};

/** The handle of our channel; a Failure when nobody has given us one. */
export const ownHandle = (name: string): ChannelHandle => {
  assertChannel(name);
  const handle = channelHandle();
  if (handle) return handle;
  throw new Failure(ExitCode.failed, `${name}: Node ${process.version} keeps its channel where ipc-cat cannot take it`);
};

/** So many messages, which come one by one. */
const firstOf = (reader: Reader<Batch>, count: number): Reader<Batch> => {
  let left = count;
  return {
    read: async () => {
      const batch = left > 0 ? await reader.read() : undefined;
      left -= batch?.count ?? 0;
      return batch;
    },
    cancel: () => reader.cancel(),
  };
};

/** For a Node that keeps the channel where we do not find it. What comes can be read then, but nothing can be left in it. */
const bySending = async (name: string, wants: Wants, opening: Opening): Promise<MessageEnd> => {
  const { messagesBySending } = await import('./send.ts');
  const messages = messagesBySending(process as unknown as Sender, opening.channel.serialization, opening);
  return {
    name,
    unit: 'messages',
    content: 'json',
    ...(wants.reader ? { reader: messages.reader } : {}),
    writer: altered(messages.writer, { end: async () => {} }),
    close: async () => {},
  };
};

/** Our own channel. Its end is left to the parent: a script may need it again after us. */
export const openParent = async (name: string, wants: Wants, opening: Opening): Promise<MessageEnd> => {
  const { count } = opening.channel;
  assertChannel(name);
  if (!channelHandle() && count === undefined) return bySending(name, wants, opening);
  const handle = ownHandle(name);
  const channel = takeChannel(handle, { reads: wants.reader, isExact: count !== undefined });
  const writer = altered(channel.writer, { end: async () => {} });
  const wire = await wireOf(channel.serialization, opening);
  const messages = messagesOf({ name, wire, reader: channel.reader, writer, settles: false }, opening);
  const reader = count === undefined ? messages.reader : firstOf(messages.reader, count);
  return {
    name,
    unit: 'messages',
    content: 'json',
    ...(wants.reader ? { reader } : {}),
    writer: messages.writer,
    close: async () => channel.leave(),
  };
};
