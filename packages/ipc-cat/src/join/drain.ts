import type { Reader } from '../endpoint.ts';

/**
 * Reads on and throws away, where nobody is to be heard: the other side shall not wait for us, and what lies there unread would turn
 * our end into a reset. tcp(7)
 */
export const drain = async (source: Reader<unknown>): Promise<void> => {
  try {
    while ((await source.read()) !== undefined);
  } catch {} // it went away, which its writer tells, too
};
