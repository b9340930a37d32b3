/** How messages lie on a channel: both ways between lines of JSON, which is what they are here, and bytes. */

import type { Opening } from '../endpoints/opening.ts';
import type { Batch } from '../frames/batch.ts';
import type { Framing } from '../frames/framing.ts';
import type { InternalMessage } from './internal.ts';
import { jsonWire } from './json-wire.ts';

/** Hears of messages of Node's own, which never pass. */
export type OnInternal = (message: InternalMessage) => void;

export interface Wire {
  /** How frames are told apart. */
  readonly framing: Extract<Framing, 'json' | 'length'>;
  /** For the channel; empty when nothing of it can be sent. What cannot is reported as a bad frame. */
  readonly encode: (batch: Batch) => Buffer;
  /** From the channel: frames as they were cut, to lines of JSON; undefined when none is the user's. */
  readonly decode: (frames: Batch, onInternal: OnInternal) => Batch | undefined;
  /** A message of Node's own. */
  readonly internal: (command: string) => Buffer;
}

/** What hears of messages that are none: that came, and that were to go. */
export type Judges = Pick<Opening, 'isStrict' | 'onBad' | 'onUnsendable'>;

/** The wire of a channel with this serialization. It may be used for one stream each way. */
export const wireOf = async (serialization: 'json' | 'advanced', judges: Judges): Promise<Wire> =>
  serialization === 'json' ? jsonWire(judges) : (await import('./advanced-wire.ts')).advancedWire(judges);
