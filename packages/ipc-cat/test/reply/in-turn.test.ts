import { expect, test } from 'vitest';
import { inTurn } from '../../src/reply/in-turn.ts';
import { slots } from '../../src/reply/slots.ts';

const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('works are done in the order in which they were handed over, also behind one that failed', async () => {
  const turn = inTurn();
  const done: string[] = [];
  let go = (): void => {};
  const first = turn(async () => {
    await new Promise<void>((resolve) => {
      go = resolve;
    });
    done.push('first');
  });
  const second = turn(async () => {
    throw new Error('second');
  });
  const third = turn(async () => void done.push('third'));
  await turnOfLoop();
  expect(done).toEqual([]);
  go();
  await first;
  await expect(second).rejects.toThrow('second');
  await third;
  expect(done).toEqual(['first', 'third']);
});

test('so many slots are had at once, and who waits gets one in turn', async () => {
  const { give, take } = slots(2);
  const got: string[] = [];
  const wanting = (name: string) => take().then(() => void got.push(name));
  await Promise.all([wanting('a'), wanting('b')]);
  const [c, d] = [wanting('c'), wanting('d')];
  await turnOfLoop();
  expect(got).toEqual(['a', 'b']);
  give();
  await c;
  give();
  await d;
  expect(got).toEqual(['a', 'b', 'c', 'd']);
});
