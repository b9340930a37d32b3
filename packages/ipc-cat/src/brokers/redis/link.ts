/** A connection to Redis that is made again when it was lost, where that is wanted. */
import { ExitCode, Failure, isFailure } from '@proctools/core';
import type { Named, RedisAddress } from '../../address/address.ts';
import type { Opening } from '../../endpoints/opening.ts';
import { isPassing } from '../../endpoints/reconnect/backoff.ts';
import { connectPatiently } from '../../endpoints/reconnect/connect-patiently.ts';
import type { Backoff } from '../../options.ts';
import { TRY_AGAIN } from '../../verdict.ts';
import { dial } from './dial.ts';
import { isPassingRefusal } from './refusal.ts';
import { type Wire, WireLost } from './wire.ts';

export interface Link {
  /**
   * Works on a connection. When that is lost meanwhile, the work begins anew on the next: it has to remember what it
   * had done. Rejects with a Failure when it is lost for good.
   */
  use<Result>(work: (wire: Wire) => Promise<Result>): Promise<Result>;
  /** Works on the connection that there is, for a moment at most; for what is done at the end. Never rejects. */
  last(work: (wire: Wire) => Promise<unknown>): Promise<void>;
  /** Settles when there will be no connection any more. */
  readonly gone: Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface LinkSettings {
  readonly clientName: string;
  /** Whether the wire always reads; see `speak`. */
  readonly isAttentive: boolean;
  /** Whether it tells that it connects again: of two links of one address only one does. */
  readonly isTelling: boolean;
  /** What has to be done on each new connection before it is used: subscribing, say. */
  readonly prepare?: (wire: Wire, isFirst: boolean) => Promise<void>;
}

/** How long Redis may take to answer us when we leave. */
const LAST_MS = 1000;

/** Whether another try may go better: Redis says so, or the system, or it was lost at once, or took too long. */
const mayPass = (error: unknown): boolean => {
  if (error instanceof WireLost) return true;
  if (!isFailure(error)) return false;
  return error.code === ExitCode.timedOut || isPassingRefusal(error.cause) || isPassing(error);
};

const reasonOf = (error: unknown): string => {
  if (error instanceof WireLost) return error.message;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error);
};

const cutOff = (name: string, error: unknown): Failure =>
  new Failure(TRY_AGAIN, `${name}: the connection was lost`, {
    hint: '--reconnect connects again',
    cause: error instanceof Error ? error.cause : undefined,
  });

/** Opens the first connection. A Failure says why it cannot be. */
export const openLink = async (
  named: Named<RedisAddress>,
  opening: Opening,
  { clientName, isAttentive, isTelling, prepare }: LinkSettings,
): Promise<Link> => {
  const { name } = named;
  const closing = new AbortController();
  const signal = AbortSignal.any([opening.signal, closing.signal]);
  const tell: Opening['tell'] = isTelling ? opening.tell : () => {};
  let wire: Wire | undefined;
  let connecting: Promise<Wire> | undefined;
  let isFirst = true;
  let uses = 0;
  let tellGone = (): void => {};
  const gone = new Promise<void>((resolve) => {
    tellGone = resolve;
  });

  const once = async (how: Opening): Promise<Wire> => {
    const found = await dial(named, { clientName, isAttentive }, how);
    try {
      await prepare?.(found, isFirst);
      isFirst = false;
    } catch (error) {
      await found.close();
      throw error;
    }
    return found;
  };
  /** Tries until it succeeds, has been refused for good, or the time for that is over. */
  const again = async (backoff: Backoff, lost: unknown): Promise<Wire> => {
    const patience = {
      name,
      connect: once,
      backoff,
      opening: { ...opening, tell },
      isPassing: mayPass,
      reasonFor: reasonOf,
    };
    const why = lost === undefined ? undefined : reasonOf(lost);
    const found = await connectPatiently(patience, { why, tries: 0, signal });
    if (lost !== undefined) tell({ type: 'reconnected', name });
    return found;
  };
  const connect = async (lost?: unknown): Promise<Wire> => {
    try {
      if (opening.reconnect) return await again(opening.reconnect, lost);
      if (lost !== undefined) throw lost;
      return await once({ ...opening, signal });
    } catch (error) {
      if (signal.aborted) throw new Failure(ExitCode.failed, `${name}: given up`);
      throw error instanceof WireLost ? cutOff(name, error) : error;
    }
  };
  const current = async (lost?: unknown): Promise<Wire> => {
    if (wire && !wire.isLost) return wire;
    // It may have been lost while nobody used it.
    const why = lost ?? (wire && new WireLost([], undefined));
    connecting ??= connect(why).finally(() => {
      connecting = undefined;
    });
    wire = await connecting;
    if (signal.aborted) await wire.close();
    return wire;
  };

  await current();
  let over: Failure | undefined;
  // Without a way back, a connection that is lost is the end: whoever has nothing to write at that moment is told, too.
  const endUnused = (): void => {
    if (opening.reconnect !== undefined || signal.aborted || uses > 0) return;
    over = cutOff(name, undefined);
    tell({ type: 'cut-off', name });
    tellGone();
  };
  void wire?.lost.then(endUnused);

  const useOnce = async <Result>(work: (wire: Wire) => Promise<Result>): Promise<Result> => {
    let lost: unknown;
    for (;;) {
      if (over) throw over;
      try {
        const found = await current(lost);
        return await work(found);
      } catch (error) {
        if (!(error instanceof WireLost) || signal.aborted) throw error;
        lost = error;
      }
    }
  };
  return {
    use: async (work) => {
      uses += 1;
      try {
        return await useOnce(work);
      } catch (error) {
        tellGone();
        throw error;
      } finally {
        uses -= 1;
      }
    },
    last: async (work) => {
      if (wire === undefined || wire.isLost) return;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, LAST_MS);
      });
      await Promise.race([work(wire), late]).catch(() => {});
      clearTimeout(timer);
    },
    gone,
    close: async () => {
      closing.abort();
      tellGone();
      await wire?.close();
      await connecting?.then((found) => found.close()).catch(() => {});
    },
  };
};
