import { spanMs, WARM_UP_SHARE } from './meter.ts';

export interface Rates {
  /** So many messages more have arrived. Answers whether the time is over. */
  readonly add: (messages: number, nowMs: number) => boolean;
  /** A second, for each span; what came before warming up was over counts only when there is nothing else. */
  readonly all: () => readonly number[];
}

/** Makes rates of what arrives from `begin` on, for `ms`. Pure, but for what it keeps. */
export const createRates = (ms: number, begin: number): Rates => {
  const rates: number[] = [];
  const warmAt = begin + ms * WARM_UP_SHARE;
  let [from, arrived, cold] = [begin, 0, 0];
  const close = (now: number): number => {
    const rate = (arrived * 1_000) / (now - from);
    [from, arrived] = [now, 0];
    return rate;
  };
  return {
    add: (messages, now) => {
      arrived += messages;
      if (from < warmAt) {
        if (now >= warmAt) cold = close(now);
      } else if (now - from >= spanMs(ms)) rates.push(close(now));
      return now - begin >= ms;
    },
    all: () => (rates.length > 0 ? rates : [cold]),
  };
};
