import { stat } from 'node:fs';
import type { Step } from '../suite.ts';
import { laterWays } from './ways.ts';

/** Where the four are asked for. */
interface Place {
  readonly name: string;
  readonly enter: (call: () => void) => void;
}

const places: readonly Place[] = [
  { name: 'a timer', enter: (call) => void setTimeout(call, 0) },
  { name: 'the callback of a read', enter: (call) => stat(process.execPath, () => call()) },
  { name: 'an async function, after await', enter: (call) => void Promise.resolve().then(call) },
];

/** What asks later comes first here: were they called in the order of asking, it would show. */
const asked = laterWays.toReversed();

/** The names, in the order in which they are called when all are asked for at once. */
const orderIn = ({ enter }: Place): Promise<string> =>
  new Promise((resolve) => {
    const order: string[] = [];
    const take = (name: string): void => {
      order.push(name);
      if (order.length === asked.length) resolve(order.join(', '));
    };
    enter(() => {
      for (const { later, name } of asked) later(() => take(name));
    });
  });

const TRIES = 50;

/** The order that came most often, and how often. */
const commonest = (orders: readonly string[]): readonly [order: string, count: number] => {
  const count = (order: string): number => orders.filter((other) => other === order).length;
  const order = orders.reduce((best, next) => (count(next) > count(best) ? next : best));
  return [order, count(order)];
};

/** Which of them comes first, when all four are asked for in one go, in the opposite order. */
export const orderStep: Step = {
  name: 'order',
  weight: 1,
  run: async (_, tell) => {
    for (const place of places) {
      const orders: string[] = [];
      while (orders.length < TRIES) orders.push(await orderIn(place));
      const [order, count] = commonest(orders);
      const often = count === TRIES ? '' : ', mostly';
      tell({ type: 'note', text: `order in ${place.name}${often}: ${order}` });
    }
  },
};
