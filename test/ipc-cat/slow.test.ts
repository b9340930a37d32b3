import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { megabytesOf, startHub } from './member.ts';

const LINE_BYTES = 1_000;
const lineOf = (at: number): string => `${`${at}`.padEnd(LINE_BYTES - 1, '.')}\n`;
const block = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => lineOf(from + at)).join('');

const numbersIn = (lines: readonly string[]): readonly number[] => lines.map((line) => Number.parseInt(line, 10));

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

/** Enough to fill what the hub holds for one, and what the system does, many times. */
const MANY = 40_000;
/** What a stalled reader may cost. */
const MOST_MEGABYTES = 40;

/** How many of these numbers were missed in between. */
const gapsIn = (numbers: readonly number[], end: number): number =>
  [...numbers, end].reduce((sum, number, at) => sum + number - (at === 0 ? 0 : (numbers[at - 1] ?? 0) + 1), 0);

test('--slow block: who does not read holds the sender back, nothing is held without bound, and nothing is lost', async () => {
  const { cat, join } = await startHub(scene(), '--hub');
  const [deaf, hearer, speaker] = [await join(false), await join(), await join()];
  const before = megabytesOf(cat.pid);
  let said = 0;
  const speaking = (async () => {
    for (; said < MANY; said += 100) await speaker.say(block(said, said + 100));
  })();
  // It stands still: twice in a row the same.
  let last = -1;
  await until(() => {
    const now = hearer.lines().length;
    const stands = now > 1_000 && now === last;
    last = now;
    return stands;
  }, 'the sender is held back');
  expect(said).toBeLessThan(MANY / 4);
  expect(megabytesOf(cat.pid) - before).toBeLessThan(MOST_MEGABYTES);
  deaf.socket.resume();
  await speaking;
  expect(numbersIn(await hearer.heard(MANY))).toEqual(upTo(MANY));
  expect(numbersIn(await deaf.heard(MANY))).toEqual(upTo(MANY));
  expect(megabytesOf(cat.pid) - before).toBeLessThan(MOST_MEGABYTES);
});

test('--slow drop: who does not read misses whole messages, as many as are told; the others hear all', async () => {
  const { cat, join } = await startHub(scene(), '--hub', '--slow', 'drop', '--slow-buffer', '256k');
  const [deaf, hearer, speaker] = [await join(false), await join(), await join()];
  const before = megabytesOf(cat.pid);
  for (let at = 0; at < MANY; at += 100) {
    await speaker.say(block(at, at + 100));
    // The others keep up: they are given the time to.
    if (at % 5_000 === 0) await hearer.heard(at);
  }
  expect(numbersIn(await hearer.heard(MANY))).toEqual(upTo(MANY));
  expect(megabytesOf(cat.pid) - before).toBeLessThan(MOST_MEGABYTES);
  deaf.socket.resume();
  const last = async (): Promise<void> => {
    await speaker.say(block(MANY, MANY + 1));
    await until(() => deaf.lines().some((line) => line.startsWith(`${MANY}.`)), 'it hears again');
  };
  await last();
  const heard = numbersIn(deaf.lines());
  expect(deaf.lines().every((line) => line.length === LINE_BYTES - 1)).toBe(true);
  const missed = gapsIn(heard, MANY + 1);
  expect(missed).toBeGreaterThan(MANY / 2);
  deaf.socket.destroy();
  const told = (): number =>
    [...cat.stderr.matchAll(/\(1\) does not keep up: (\d+) messages? left out/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  await until(() => cat.stderr.includes('(1) has left'), 'it has left').catch(() => {});
  expect(told()).toBe(missed);
});

test('--slow close: who does not read is cut off, and told; the others hear all', async () => {
  const { cat, join } = await startHub(scene(), '--hub', '--slow', 'close', '--slow-buffer', '256k');
  const [deaf, hearer, speaker] = [await join(false), await join(), await join()];
  const before = megabytesOf(cat.pid);
  for (let at = 0; at < MANY; at += 100) {
    await speaker.say(block(at, at + 100));
    if (at % 5_000 === 0) await hearer.heard(at);
  }
  expect(numbersIn(await hearer.heard(MANY))).toEqual(upTo(MANY));
  expect(megabytesOf(cat.pid) - before).toBeLessThan(MOST_MEGABYTES);
  expect(cat.stderr).toMatch(/bus\.sock \(1\) is cut off: it does not keep up\n/);
  deaf.socket.resume();
  await deaf.ended;
  const whole = numbersIn(deaf.lines());
  expect(whole).toEqual(upTo(whole.length));
});
