/** Talking with the guard; see guard-script.ts for what it is. */
import type { Duplex } from 'node:stream';

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

/** The guard at the other end of a connection. One that has gone has got nothing. */
export const guardAt = (connection: Duplex): Guard => {
  connection.on('error', () => {});
  let ask: (() => Promise<string>) | undefined;
  // Several signals may come at once, and one answer tells of all of them.
  const credit = new Set<string>();
  return {
    hasGot: async (signal) => {
      ask ??= askingOver(connection);
      for (const name of (await ask()).split(' ')) credit.add(`SIG${name}`);
      return credit.delete(signal);
    },
    release: () => void connection.destroy(),
  };
};
