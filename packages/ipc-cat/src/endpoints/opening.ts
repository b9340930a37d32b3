/** What everybody who opens an address has to know. */
import type { ChannelEvent } from '../channel/events.ts';
import type { ChannelSettings } from '../channel/settings.ts';
import type { OnBadFrame } from '../frames/bad-frame.ts';
import type { Backoff } from '../options.ts';

export interface Opening {
  /** How long may be waited for the other side, in milliseconds; undefined: for ever. */
  readonly connectTimeoutMs: number | undefined;
  /** How to connect again where a connection is refused or lost; undefined: not at all. */
  readonly reconnect: Backoff | undefined;
  /** How long may be waited for answers after the end of our data, in milliseconds; undefined: nobody said. */
  readonly lingerMs: number | undefined;
  /** The largest message, in bytes. */
  readonly maxFrame: number;
  /** Of a message that comes from there; and of one that goes there, and cannot. */
  readonly onBad: OnBadFrame;
  readonly onUnsendable: OnBadFrame;
  /** The first bad message is the end. */
  readonly isStrict: boolean;
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
  /** Nobody checks who the other side is. */
  | { readonly type: 'unverified'; readonly name: string }
  /** Somebody who connected was not let in. */
  | { readonly type: 'turned-away'; readonly name: string; readonly why: string }
  /** Our data had ended, nothing came any more, and so the connection was closed; it has no half to close. */
  | {
      readonly type: 'silence';
      readonly name: string;
      readonly afterMs: number;
      readonly sent: number;
      readonly received: number;
    }
  | { readonly type: 'reconnecting'; readonly name: string; readonly why: string; readonly inMs: number }
  | { readonly type: 'reconnected'; readonly name: string }
  /** Messages that nobody will get any more. */
  | { readonly type: 'lost'; readonly name: string; readonly count: number; readonly why: string }
  /** Messages that come once more, as they had not been acknowledged. */
  | { readonly type: 'again'; readonly name: string; readonly count: number }
  /** A broker's connection was lost for good while nothing was under way. The run ends with code 75. */
  | { readonly type: 'cut-off'; readonly name: string }
  /** A broker lost something; how much, where that is known. The run ends with code 75. */
  | { readonly type: 'gap'; readonly name: string; readonly count: number | undefined; readonly why: string }
  /** Messages that were sent while nobody listened. */
  | { readonly type: 'unheard'; readonly name: string; readonly count: number };
