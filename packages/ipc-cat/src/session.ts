/** What all ways to run have in common: what they tell, what they have open, and how they end when they are asked to. */
import { askedToEnd, dieBy, ExitCode, writeErr } from '@proctools/core';
import type { Opening } from './endpoints/opening.ts';
import type { Event } from './event.ts';
import type { OnBadFrame } from './frames/bad-frame.ts';
import type { Options } from './plan.ts';
import { describeEvent, isWorthTelling } from './report.ts';
import type { Cut } from './verdict.ts';

/** Something that has to be let go of at the end. */
interface Closable {
  close(): Promise<void>;
  readonly signal?: ((signal: NodeJS.Signals) => void) | undefined;
}

export interface Session {
  readonly opening: Opening;
  readonly tell: (event: Event) => void;
  /** Why it was ended early. */
  readonly cut: () => Cut;
  /** Ends it early; the first reason counts. */
  readonly end: (why: NonNullable<Cut>) => void;
  /** Tells of a bad message; with --strict it is over then, and `stop` is called. */
  readonly judge: (stop: () => void) => OnBadFrame;
  /** Called before anything is told: something else may be shown there. */
  readonly onTell: (clear: () => void) => void;
  /** Before somebody else writes to standard error. */
  readonly clearLine: () => void;
  /** Called when it is ended early; at once, when it was already. */
  readonly onEnd: (stop: () => void) => void;
  /** Will be closed at the end; a child behind it is sent the signal that we are sent. */
  readonly keep: <Kept extends Closable>(kept: Kept) => Kept;
  /** Closes all that was kept, and takes signals as everybody does. */
  readonly close: () => Promise<void>;
}

/** Begins a session. A signal that asks us to end closes everything, and then we die by it; unless signals are somebody else's. */
export const beginSession = (options: Options, signals: 'ends' | 'passes-signals' = 'ends'): Session => {
  const abort = new AbortController();
  const kept: Closable[] = [];
  const stops: (() => void)[] = [];
  let cut: Cut;
  let clear = (): void => {};

  const tell = (event: Event): void => {
    if (event.type === 'gap' || event.type === 'cut-off') cut ??= 'broker';
    if (event.type !== 'trouble' && (options.quiet || !(options.verbose || isWorthTelling(event)))) return;
    clear();
    writeErr(options.json ? `${JSON.stringify(event)}\n` : `ipc-cat: ${describeEvent(event)}\n`);
  };
  let isOver = false;
  const end = (why: NonNullable<Cut>): void => {
    cut ??= why;
    isOver = true;
    for (const stop of stops) stop();
  };
  const judge =
    (stop: () => void): OnBadFrame =>
    (bad) => {
      if (cut === 'bad-frame') return; // the one that ends the run is enough
      tell({ type: 'bad-frame', ...bad });
      if (!options.strict) return;
      cut ??= 'bad-frame';
      stop();
    };
  const onBad = judge(() => end('bad-frame'));
  const closeAll = async (): Promise<void> => void (await Promise.all(kept.map((one) => one.close())));

  // Node ends, with 0, when there is nothing more to wait for: an answer that will never come must not look like success.
  const onNothingLeft = (): void => {
    process.exitCode = ExitCode.failed;
    writeErr('ipc-cat: ended before it was done, as nothing could happen any more: this is a bug\n');
  };
  process.once('beforeExit', onNothingLeft);

  const interruption = askedToEnd(signals === 'ends' ? undefined : []);
  const dying = interruption.signal.then(async (signal) => {
    abort.abort();
    for (const one of kept) one.signal?.(signal);
    await closeAll();
    await dieBy(signal);
  });

  return {
    tell,
    end,
    judge,
    cut: () => cut,
    onTell: (before) => {
      clear = before;
    },
    clearLine: () => clear(),
    onEnd: (stop) => {
      stops.push(stop);
      if (isOver) stop();
    },
    keep: (one) => {
      kept.push(one);
      return one;
    },
    close: async () => {
      if (abort.signal.aborted) await dying; // all has ended because of the signal: it is what we end by
      process.off('beforeExit', onNothingLeft);
      interruption.release();
      await closeAll();
    },
    opening: {
      connectTimeoutMs: options.connectTimeout,
      reconnect: options.reconnect,
      lingerMs: options.linger,
      maxFrame: options.maxFrame,
      onBad,
      onUnsendable: onBad,
      isStrict: options.strict,
      signal: abort.signal,
      channel: options,
      tell,
    },
  };
};

/** Does the work in a session, which is closed whatever comes of it. */
export const inSession = async <Done>(options: Options, work: (session: Session) => Promise<Done>): Promise<Done> => {
  const session = beginSession(options);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
};
