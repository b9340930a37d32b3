import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { type MemberSocket, megabytesOf, startHub } from './member.ts';

const LINE_BYTES = 10_000;
const lineOf = (at: number): string => `${`${at}`.padEnd(LINE_BYTES - 1, '.')}\n`;
const block = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => lineOf(from + at)).join('');

/** Its number alone: in whole they are too much for a test to keep. */
const digest = (line: string): string =>
  line.length === LINE_BYTES - 1 ? `${Number.parseInt(line, 10)}` : `torn: ${line}`;

const numbersIn = (lines: readonly string[]): readonly number[] => lines.map(Number);

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

/** 200 MB: what the hub and the system hold for one, many times. */
const MANY = 20_000;
const AT_ONCE = 20;
/** What a stalled reader may cost, with what the garbage collector has not come to yet. */
const MOST_MEGABYTES = 120;

/** How many of these numbers were missed in between. */
const gapsIn = (numbers: readonly number[], end: number): number =>
  [...numbers, end].reduce((sum, number, at) => sum + number - (at === 0 ? 0 : (numbers[at - 1] ?? 0) + 1), 0);

/** Says all, no faster than one hears it: that one keeps up. */
const sayAll = async (speaker: MemberSocket, hearer: MemberSocket): Promise<void> => {
  for (let at = 0; at < MANY; at += AT_ONCE) {
    await speaker.say(block(at, at + AT_ONCE));
    await hearer.heard(at);
  }
  await hearer.heard(MANY);
};

test('--slow block: who does not read holds the sender back, nothing is held without bound, and nothing is lost', async () => {
  const { cat, join } = await startHub(scene(), '--hub');
  const [deaf, hearer, speaker] = [await join(false, digest), await join(true, digest), await join()];
  const before = megabytesOf(cat.pid);
  let said = 0;
  const speaking = (async () => {
    for (; said < MANY; said += AT_ONCE) await speaker.say(block(said, said + AT_ONCE));
  })();
  // It stands still: twice in a row the same.
  let last = -1;
  await until(() => {
    const now = hearer.lines().length;
    const stands = now > 20 && now === last;
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
  const { cat, join } = await startHub(scene(), '--hub', '--slow', 'drop');
  const [deaf, hearer, speaker] = [await join(false, digest), await join(true, digest), await join()];
  const before = megabytesOf(cat.pid);
  await sayAll(speaker, hearer);
  expect(numbersIn(hearer.lines())).toEqual(upTo(MANY));
  expect(megabytesOf(cat.pid) - before).toBeLessThan(MOST_MEGABYTES);
  deaf.socket.resume();
  let said = MANY;
  const sayOne = async (): Promise<void> => {
    await speaker.say(lineOf(said));
    said += 1;
    await hearer.heard(said);
  };
  // What comes while it is still full is missed, too; once one is heard, the next is for certain.
  while (Number(deaf.lines().at(-1) ?? 0) < MANY) await sayOne();
  await sayOne();
  await until(() => deaf.lines().at(-1) === `${said - 1}`, 'it hears again');
  const missed = gapsIn(numbersIn(deaf.lines()), said);
  expect(missed).toBeGreaterThan(MANY / 2);
  deaf.socket.destroy();
  const told = (): number =>
    [...cat.stderr.matchAll(/\(1\) does not keep up: (\d+) messages? left out/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  await cat.until(/\(1\) has left/, 'stderr');
  expect(told()).toBe(missed);
});

test('--slow close: who does not read is cut off, and told; the others hear all', async () => {
  const { cat, join } = await startHub(scene(), '--hub', '--slow', 'close');
  const [deaf, hearer, speaker] = [await join(false, digest), await join(true, digest), await join()];
  const before = megabytesOf(cat.pid);
  await sayAll(speaker, hearer);
  expect(numbersIn(hearer.lines())).toEqual(upTo(MANY));
  expect(megabytesOf(cat.pid) - before).toBeLessThan(MOST_MEGABYTES);
  expect(cat.stderr).toMatch(/bus\.sock \(1\) is cut off: it does not keep up\n/);
  deaf.socket.resume();
  await deaf.ended;
  const whole = numbersIn(deaf.lines());
  expect(whole).toEqual(upTo(whole.length));
});
