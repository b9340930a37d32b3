/** What everybody who opens an address has to know. */
import type { ChannelEvent } from '../channel/events.ts';
import type { ChannelSettings } from '../channel/settings.ts';
import type { OnBadFrame } from '../frames/bad-frame.ts';

export interface Opening {
  /** How long may be waited for the other side, in milliseconds; undefined: for ever. */
  readonly connectTimeoutMs: number | undefined;
  /** The largest message, in bytes. */
  readonly maxFrame: number;
  readonly onBad: OnBadFrame;
  /** Aborts when it is all over before it began. */
  readonly signal: AbortSignal;
  /** About Node's channels. */
  readonly channel: ChannelSettings;
  /** Something happened that is worth a word. */
  readonly tell: (event: OpeningEvent) => void;
}

/** What happens at an address, as facts; report.ts has the words. */
export type OpeningEvent =
  | ChannelEvent
  | { readonly type: 'listening'; readonly name: string }
  | { readonly type: 'reconnecting'; readonly name: string; readonly why: string; readonly inMs: number }
  | { readonly type: 'reconnected'; readonly name: string }
  /** Messages that nobody will get any more. */
  | { readonly type: 'lost'; readonly name: string; readonly count: number; readonly why: string }
  /** Messages that come once more, as they had not been acknowledged. */
  | { readonly type: 'again'; readonly name: string; readonly count: number };
