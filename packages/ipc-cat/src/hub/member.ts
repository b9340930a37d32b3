/** One of those who are joined many to many: what it says, what it hears, and when it has left. */
import { monotonicMs } from '@proctools/core';
import { type End, isReaderGone, type Reader } from '../endpoint.ts';
import { reasonOf } from '../report-reason.ts';
import { isOfBroker } from '../verdict.ts';
import type { Hearer } from './broadcast.ts';
import type { HubEvent } from './hub-event.ts';
import { outbox } from './outbox.ts';
import type { Sink } from './sink.ts';
import type { Said } from './source.ts';

/** How often it is told that somebody misses messages. */
const TELL_MS = 1_000;

/** What a member has come to. */
export interface Balance {
  readonly name: string;
  readonly isConnection: boolean;
  saidBytes: number;
  missed: number;
  /** What went wrong: it left before the end, or was cut off. */
  trouble: string | undefined;
  /** That was the loss of a broker. */
  isCutOff: boolean;
}

/** What went wrong first is what is told. */
export const noteTrouble = (balance: Balance, error: unknown): void => {
  balance.trouble ??= reasonOf(error);
  balance.isCutOff ||= isOfBroker(error);
};

export interface Member {
  readonly end: End;
  readonly balance: Balance;
  /** Undefined once it does not speak any more, or never did. */
  source: Reader<Said> | undefined;
  /** Undefined once it does not hear any more, or never did. */
  hearer: Hearer | undefined;
}

export interface MemberEvents {
  readonly tell: (event: HubEvent) => void;
  readonly onRoom: () => void;
  /** It takes nothing any more; what it had not accepted is handed back. */
  readonly onDeaf: (unsent: readonly Buffer[]) => void;
  /** It does not keep up, and is to go. */
  readonly onCut: () => void;
}

interface Parts {
  readonly end: End;
  readonly isConnection: boolean;
  readonly source: Reader<Said> | undefined;
  readonly sink: Sink | undefined;
  readonly limitBytes: number;
}

/** Tells that messages are missed: at once, and then as often as is bearable, in sum. */
const missing = (balance: Balance, tell: MemberEvents['tell']) => {
  let untold = 0;
  let toldMs = Number.NEGATIVE_INFINITY;
  const tellNow = (): void => {
    if (untold > 0) tell({ type: 'missed', name: balance.name, count: untold });
    untold = 0;
    toldMs = monotonicMs();
  };
  return {
    miss: (count: number): void => {
      balance.missed += count;
      untold += count;
      if (monotonicMs() - toldMs >= TELL_MS) tellNow();
    },
    tellNow,
  };
};

export const memberOf = (
  { end, isConnection, limitBytes, sink, source }: Parts,
  { onCut, onDeaf, onRoom, tell }: MemberEvents,
): Member => {
  const { name } = end;
  const balance: Balance = { name, isConnection, saidBytes: 0, missed: 0, trouble: undefined, isCutOff: false };
  const { miss, tellNow } = missing(balance, tell);
  const onBroken = (error: unknown, unsent: readonly Buffer[]): void => {
    tellNow();
    if (error !== undefined && !isReaderGone(error)) noteTrouble(balance, error);
    onDeaf(unsent);
  };
  return {
    end,
    balance,
    source,
    hearer: sink && { outbox: outbox(sink, limitBytes, { onRoom, onBroken }), miss, cut: onCut },
  };
};
