/** Talking with the guard; see guard-script.ts for what it is. */
import type { Duplex } from 'node:stream';
import { monotonicMs } from '@proctools/core';

export interface Guard {
  /** Whether the group, and so the command, was sent this signal since the last question. */
  readonly hasGot: (signal: NodeJS.Signals) => Promise<boolean>;
  /** It may go, as the command has ended; else it kills it. */
  readonly release: () => void;
}

/** Asks one question after the other; the end of the connection answers all that are open with nothing. */
const askingOver = (connection: Duplex): (() => Promise<string>) => {
  const waiting: ((got: string) => void)[] = [];
  let text = '';
  const giveUp = (): void => {
    for (const answer of waiting.splice(0)) answer('');
  };
  connection.on('error', giveUp).on('close', giveUp);
  connection.on('data', (bytes) => {
    const lines = `${text}${bytes}`.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) waiting.shift()?.(line);
  });
  return () =>
    new Promise((resolve) => {
      if (!connection.writable) return resolve('');
      waiting.push(resolve);
      connection.write('?\n');
    });
};

/** A signal that the guard has told of, and that we have not asked for. */
interface Credit {
  readonly name: string;
  readonly atMs: number;
}

/** Both are sent a signal at the same moment; if we are so much later, two of a kind came as one. */
const AHEAD_MS = 1_000;

/**
 * What is told may be of two signals, of which we have seen one: libuv hands out what it has read before it hands out
 * signals. So it is fresh in this turn of the loop, and in the next.
 */
const freshen = (fresh: Map<string, number>, name: string): void => {
  fresh.set(name, (fresh.get(name) ?? 0) + 1);
  setImmediate(() => setImmediate(() => fresh.set(name, (fresh.get(name) ?? 1) - 1)));
};

/** The guard at the other end of a connection. One that has gone has got nothing. */
export const guardAt = (connection: Duplex): Guard => {
  connection.on('error', () => {});
  let ask: (() => Promise<string>) | undefined;
  // One answer tells of all that it has got, and may be ahead of us: of a second Ctrl-C that we have not seen yet.
  let credit: readonly Credit[] = [];
  // Or behind: two that come quickly are one for whoever has not run in between.
  const lastTold = new Map<string, number>();
  const fresh = new Map<string, number>();
  const isFresh = (name: string): boolean => (fresh.get(name) ?? 0) > 0;
  return {
    hasGot: async (signal) => {
      ask ??= askingOver(connection);
      const askedMs = monotonicMs();
      const isJustTold = isFresh(signal) || (signal === 'SIGTSTP' && isFresh('SIGCONT'));
      const names = (await ask()).split(' ').filter(Boolean);
      const now = monotonicMs();
      for (const name of names) {
        lastTold.set(`SIG${name}`, now);
        freshen(fresh, `SIG${name}`);
      }
      credit = [...credit.filter(({ atMs }) => now - atMs < AHEAD_MS), ...names.map((name) => ({ name, atMs: now }))];
      const used = credit.findIndex(({ name }) => `SIG${name}` === signal);
      credit = credit.filter((_, index) => index !== used);
      const isToldSince = (name: string): boolean => (lastTold.get(name) ?? 0) > askedMs;
      // A CONT takes a TSTP away that its receiver has not seen yet: who tells of it may have got both. signal(7)
      return used >= 0 || isJustTold || isToldSince(signal) || (signal === 'SIGTSTP' && isToldSince('SIGCONT'));
    },
    release: () => void connection.destroy(),
  };
};
