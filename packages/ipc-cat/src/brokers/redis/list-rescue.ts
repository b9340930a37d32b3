/** Putting back what dead readers of a list have taken. */
import type { Link } from './link.ts';
import { consumersKey, deadAmong, processingKey } from './list-keys.ts';
import { granted } from './refusal.ts';
import type { Wire } from './wire.ts';

const AT_ONCE = 256;

/** Puts all of a consumer's back to where it was taken from, the oldest to be taken first. How many there were. */
export const putBack = async (wire: Wire, name: string, list: string, consumer: string): Promise<number> => {
  const command = ['LMOVE', processingKey(list, consumer), list, 'LEFT', 'RIGHT'];
  let count = 0;
  for (;;) {
    const replies = granted(name, await wire.ask(Array.from({ length: AT_ONCE }, () => command)));
    const moved = replies.filter((reply) => reply !== null).length;
    count += moved;
    if (moved < AT_ONCE) return count;
  }
};

/** Puts back what the dead have left. How many messages that were: they may have come before. */
export const rescue = (link: Link, name: string, list: string, own: string): Promise<number> =>
  link.use(async (wire) => {
    const [members] = granted(name, await wire.ask([['SMEMBERS', consumersKey(list)]]));
    const others = (members as readonly Buffer[]).map(String).filter((consumer) => consumer !== own);
    if (others.length === 0) return 0;
    const [clients] = granted(name, await wire.ask([['CLIENT', 'LIST']]));
    let count = 0;
    for (const dead of deadAmong(others, String(clients))) {
      count += await putBack(wire, name, list, dead);
      granted(name, await wire.ask([['SREM', consumersKey(list), dead]]));
    }
    return count;
  });
