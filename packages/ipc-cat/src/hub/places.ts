/** Opens the addresses of a hub. */
import { isListening } from '../address/connecting.ts';
import type { End, Listener } from '../endpoint.ts';
import { open, openListener } from '../open.ts';
import type { Session } from '../session.ts';
import type { Place } from './plan-hub.ts';

export interface Opened {
  readonly fixed: readonly { readonly place: Place; readonly end: End }[];
  readonly listeners: readonly { readonly place: Place; readonly listener: Listener }[];
}

/** Opens all that there are, in order; those where others connect come as listeners. */
export const openAll = async (places: readonly Place[], { keep, opening, tell }: Session): Promise<Opened> => {
  const fixed: Opened['fixed'][number][] = [];
  const listeners: Opened['listeners'][number][] = [];
  for (const place of places) {
    const { hears, named, speaks } = place;
    const listener = isListening(named.address) ? await openListener(named, opening) : undefined;
    if (listener) {
      listeners.push({ place, listener: keep(listener) });
      tell({ type: 'listening', name: listener.name });
    } else {
      fixed.push({ place, end: keep(await open(named, { reader: speaks, writer: hears }, opening)) });
    }
  }
  return { fixed, listeners };
};
