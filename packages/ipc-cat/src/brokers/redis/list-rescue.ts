/** Putting back what dead readers of a list have taken. */
import type { Link } from './link.ts';
import { consumersKey, deadAmong, processingKey } from './list-keys.ts';
import { granted } from './refusal.ts';
import type { Command, Wire } from './wire.ts';

const AT_ONCE = 256;

/** Puts all of a consumer's back to where it was taken from, the oldest to be taken first. */
export const putBack = async (wire: Wire, name: string, list: string, consumer: string): Promise<void> => {
  const command = ['LMOVE', processingKey(list, consumer), list, 'LEFT', 'RIGHT'];
  for (;;) {
    const replies = granted(name, await wire.ask(Array.from({ length: AT_ONCE }, () => command)));
    if (replies.includes(null)) return;
  }
};

const SIGN_OFF = "if redis.call('LLEN', KEYS[1]) == 0 then return redis.call('SREM', KEYS[2], ARGV[1]) end return 0";

/**
 * Takes a consumer off the list of those who may have taken something, unless it has: one that was cut off from Redis, and
 * so looked dead, may be back by now.
 */
export const signOff = (list: string, consumer: string): Command => [
  ...['EVAL', SIGN_OFF, '2', processingKey(list, consumer), consumersKey(list), consumer],
];

/** Puts back what the dead have left. Who does it may be killed in between, so how many that are is told before. */
export const rescue = (
  link: Link,
  name: string,
  { list, onAgain, own }: { readonly list: string; readonly own: string; readonly onAgain: (count: number) => void },
): Promise<void> =>
  link.use(async (wire) => {
    const [members] = granted(name, await wire.ask([['SMEMBERS', consumersKey(list)]]));
    const others = (members as readonly Buffer[]).map(String).filter((consumer) => consumer !== own);
    if (others.length === 0) return;
    const [clients] = granted(name, await wire.ask([['CLIENT', 'LIST']]));
    for (const dead of deadAmong(others, String(clients))) {
      const [count] = granted(name, await wire.ask([['LLEN', processingKey(list, dead)]]));
      if (Number(count) > 0) onAgain(Number(count));
      await putBack(wire, name, list, dead);
      granted(name, await wire.ask([signOff(list, dead)]));
    }
  });
