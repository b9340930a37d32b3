import type { Address } from '../address/address.ts';
import type { Pair } from '../join/join.ts';
import type { Session } from '../session.ts';
import { tapped } from './tap.ts';
import { openTapLog } from './tap-log.ts';

/** Two ends of which one is a channel, with what passes there in this log. */
export const tapPair = async (
  pair: Pair,
  { first, second }: { readonly first: Address['type']; readonly second: Address['type'] },
  file: string,
  { keep, tell }: Session,
): Promise<Pair> => {
  if (pair.unit === 'bytes') return pair; // a channel has messages
  const log = keep(await openTapLog(file, tell));
  const isChannel = (type: Address['type']): boolean => type === 'fork' || type === 'parent';
  const tap = (end: typeof pair.first, type: Address['type']) =>
    tapped(end, log, type === 'parent' ? 'to-child' : 'from-child');
  return isChannel(first) ? { ...pair, first: tap(pair.first, first) } : { ...pair, second: tap(pair.second, second) };
};
