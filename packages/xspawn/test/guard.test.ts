import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { guardAt } from '../src/child/guard.ts';

/** The other end of a guard's connection: what it is asked, and how it answers. */
const connected = () => {
  let asked = 0;
  const connection = new Duplex({
    read: () => {},
    write: (bytes, _encoding, done) => {
      asked += `${bytes}`.split('?').length - 1;
      done();
    },
  });
  const answer = (names: string): void => void connection.push(`${names}\n`);
  return { guard: guardAt(connection), answer, asked: () => asked };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what the guard has got is not passed on, and each of what it has told of counts once', async () => {
  const { answer, asked, guard } = connected();
  const [first, second] = [guard.hasGot('SIGINT'), guard.hasGot('SIGTERM')];
  expect(asked()).toBe(2);
  answer(' INT TERM');
  answer('');
  expect(await Promise.all([first, second])).toEqual([true, true]);
  for (let count = 0; count < 3; count += 1) await turn();
  const third = guard.hasGot('SIGINT');
  answer('');
  expect(await third).toBe(false);
});

test('two of a kind that the guard has told of as one are both its own, when the second is seen right after that', async () => {
  const { answer, guard } = connected();
  const first = guard.hasGot('SIGINT');
  answer(' INT');
  expect(await first).toBe(true);
  const second = guard.hasGot('SIGINT');
  answer('');
  expect(await second).toBe(true);
  for (let count = 0; count < 3; count += 1) await turn();
  const alone = guard.hasGot('SIGINT');
  answer('');
  expect(await alone).toBe(false);
});

test('a guard that has gone has got nothing', async () => {
  const { guard } = connected();
  const asked = guard.hasGot('SIGINT');
  guard.release();
  expect(await asked).toBe(false);
  expect(await guard.hasGot('SIGINT')).toBe(false);
});
