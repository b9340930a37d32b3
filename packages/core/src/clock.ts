// process.hrtime, because the global `performance` is a module of its own to load: 1 ms at every start.

/** A clock that is never set, in milliseconds: for time budgets and spans. */
export const monotonicMs = (): number => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
};

/** A word that no other process of this machine makes, in this boot or another. Not a secret. */
export const uniqueWord = (): string =>
  [Date.now(), process.pid, ...process.hrtime()].map((number) => number.toString(36)).join('');
