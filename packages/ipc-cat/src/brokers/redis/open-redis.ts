/** Redis as an end for messages: a channel, a stream or a list. */
import { usageFailure } from '@proctools/core';
import type { Named, RedisAddress } from '../../address/address.ts';
import type { MessageEnd, Reader, Writer } from '../../endpoint.ts';
import type { Opening } from '../../endpoints/opening.ts';
import type { Batch } from '../../frames/batch.ts';
import { openSubscriber } from './channel-reader.ts';
import { openPublisher } from './channel-writer.ts';
import { openGroupReader } from './group-reader.ts';
import { openListReader } from './list-reader.ts';
import { openListWriter } from './list-writer.ts';
import { openStreamReader } from './stream-reader.ts';
import { openStreamWriter } from './stream-writer.ts';

/** One half, and how to let go of it. `close` never rejects. */
export interface Half<Part> {
  readonly part: Part;
  readonly close: () => Promise<void>;
}

/** An address of Redis with what it is to be used for. */
export interface Place<Target = RedisAddress['target']> {
  readonly named: Named<RedisAddress>;
  readonly target: Target;
  readonly opening: Opening;
}

type TargetOf<Type> = Extract<RedisAddress['target'], { readonly type: Type }>;
export type Channel = TargetOf<'channel'>;
export type Stream = TargetOf<'stream'>;
export type List = TargetOf<'list'>;

const readerOf = ({ named, opening, target }: Place): Promise<Half<Reader<Batch>>> => {
  switch (target.type) {
    case 'channel':
      return openSubscriber({ named, opening, target });
    case 'list':
      return openListReader({ named, opening, target });
    case 'stream': {
      const { group } = target;
      if (group === undefined) return openStreamReader({ named, opening, target });
      return openGroupReader({ named, opening, target: { ...target, group } });
    }
  }
};

const writerOf = ({ named, opening, target }: Place): Promise<Half<Writer<Batch>>> => {
  switch (target.type) {
    case 'channel':
      return openPublisher({ named, opening, target });
    case 'list':
      return openListWriter({ named, opening, target });
    case 'stream':
      return openStreamWriter({ named, opening, target });
  }
};

/** Opens the halves that are wanted, each with connections of its own. A Failure says why it cannot be. */
export const openRedis = async (
  named: Named<RedisAddress>,
  wants: { readonly reader: boolean; readonly writer: boolean },
  opening: Opening,
): Promise<MessageEnd> => {
  const { address, name } = named;
  const { target } = address;
  if (wants.writer && target.type === 'channel' && target.isPattern) {
    throw usageFailure(`${name}: a pattern can be subscribed to, and not be published to`);
  }
  if (address.tls?.verify === false) opening.tell({ type: 'unverified', name });
  const place: Place = { named, opening, target };
  const writer = wants.writer ? await writerOf(place) : undefined;
  const reader = wants.reader ? await readerOf(place) : undefined;
  return {
    name,
    unit: 'messages',
    content: 'any',
    isEndless: true,
    ...(reader ? { reader: reader.part } : {}),
    ...(writer ? { writer: writer.part } : {}),
    close: async () => void (await Promise.all([reader?.close(), writer?.close()])),
  };
};
