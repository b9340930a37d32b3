import type { Claim, Judgement } from '../claim.ts';
import { messageOf } from '../messages.ts';

export interface Order {
  /** What came, one after the other, in each turn of the loop. */
  readonly orders: readonly (readonly string[])[];
}

const CLAIMED = ['nextTick', 'microtask', 'timer', 'I/O', 'check'].join(', ');

export const judgeOrder = ({ orders }: Order): Judgement => {
  const texts = orders.map((order) => order.join(', '));
  const asClaimed = texts.filter((text) => text === CLAIMED).length;
  const other = texts.find((text) => text !== CLAIMED);
  return {
    verdict: orders.length > 0 && asClaimed === orders.length ? 'holds' : asClaimed === 0 ? 'does not hold' : 'depends',
    figure: `${asClaimed} of ${orders.length} turns: ${CLAIMED}${other === undefined ? '' : `; else ${other}`}`,
    values: { turns: orders.length, asClaimed },
  };
};

const TURNS = 20;

export const loopOrder: Claim = {
  id: 'loop-order',
  text: 'the loop calls timers, then I/O, then check; nextTick comes before them',
  source: '000',
  check: async (stage) => judgeOrder({ orders: await messageOf<string[][]>(stage.fork('loop', { turns: TURNS })) }),
};
