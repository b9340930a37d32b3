import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runFailing } from './failing.ts';
import { type Shop, shop, TELLS, tree } from './shop.ts';

const FILES = { 'hello.js': TELLS, 'old.js': TELLS, 'fine.js': `#!/usr/bin/env node\n${TELLS}`, 'later.js': TELLS };

/** A command that is there already, and a foreign file in the place of another. */
const prepared = async (): Promise<Shop> => {
  const place = shop(FILES);
  await place.install('old.js');
  writeFileSync(path.join(place.bin, 'hello'), 'mine\n');
  return place;
};

/** The same place again and again, as it was at first: to prepare it anew would take long. */
const renewable = async (): Promise<{ readonly place: Shop; readonly renew: () => Shop }> => {
  const place = await prepared();
  const { home, temporary, work } = place.here;
  const kept = path.join(temporary, 'kept');
  mkdirSync(kept);
  execFileSync('cp', ['-a', home, work, kept]);
  const renew = (): Shop => {
    for (const folder of [home, work]) {
      rmSync(folder, { recursive: true });
      execFileSync('cp', ['-a', path.join(kept, path.basename(folder)), folder]);
    }
    return place;
  };
  return { place, renew };
};

/** Under names that nobody else uses: what a lock is made of, and a store that was about to go. */
const PASSING = /\/\.?lock\.\d+[^/]*$|\/\.mkbin\.[^/]+(?:\/operations)?$/;

/** Everything but what mkbin keeps to undo, and what is passing. */
const seen = (place: Shop): Readonly<Record<string, string>> => {
  const all = tree(place.here.root, [place.here.temporary, path.join(place.store, 'operations')]);
  return Object.fromEntries(Object.entries(all).filter(([file]) => !PASSING.test(file)));
};

/** The same, as it is in any scene and at any time. */
const outcome = (place: Shop): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(seen(place)).map(([file, text]) => [
      file.replace(place.here.root, ''),
      text.replaceAll(place.here.root, '').replace(/"(?:installedAt|modifiedMs|sha256)": .*/g, ''),
    ]),
  );

const DEEDS: Readonly<Record<string, readonly string[]>> = {
  'an installation': ['--no-check', '--force', 'hello.js', 'fine.js'],
  'an installation in new folders': ['--no-check', '--dir', 'new/bin', '--launcher', 'hello.js', 'fine.js'],
  'a removal': ['remove', 'old'],
  'an undoing': ['undo'],
};

/** More changes than any of these makes. */
const MANY = 200;

describe.each(Object.entries(DEEDS))('%s', (_, operands) => {
  test('whose nth change fails leaves everything as it was, for each n', async () => {
    const { place, renew } = await renewable();
    for (let at = 1; at < MANY; at += 1) {
      const before = seen(place);
      const { ended, changes } = await runFailing(place, 'fail', at, operands);
      if (changes < at) return;
      expect(ended.stderr, `change ${at}`).not.toMatch(/^ {4}at /m);
      if (ended.code === 0) renew(); // it could do without
      if (ended.code === 0) continue;
      expect(ended.code, `change ${at}`).toBe(1);
      expect(ended.stderr).toMatch(/^mkbin: .*EIO/m);
      expect(seen(place), `change ${at}`).toEqual(before);
    }
    expect.fail('it never came to its end');
  });

  test('that is killed at its nth change is there in full or not at all, once mkbin runs again, for each n', async () => {
    const [whole, none] = [await prepared(), await prepared()];
    await whole.mkbin(...operands);
    for (const place of [whole, none]) await place.install('later.js');
    const ends = [whole, none].map(outcome);
    const { renew } = await renewable();
    for (let at = 1; at < MANY; at += 1) {
      const place = renew();
      const { ended } = await runFailing(place, 'SIGKILL', at, operands);
      if (ended.signal === null) return;
      await place.install('later.js');
      const found = outcome(place);
      const isWhole = JSON.stringify(found) === JSON.stringify(ends[0]);
      if (!isWhole) expect(found, `change ${at}`).toEqual(ends[1]);
    }
    expect.fail('it never came to its end');
  });
});

test.each([['undo'], ['remove', 'old'], ['--no-check', 'later.js', '--name', 'old']])(
  'after a crash, %s %s finds things as they were before',
  async (...operands) => {
    const [crashed, fine] = [await prepared(), await prepared()];
    const { ended } = await runFailing(crashed, 'SIGKILL', 20, ['--no-check', '--copy', 'old.js']);
    expect(ended.signal).toBe('SIGKILL');
    expect(outcome(crashed)).not.toEqual(outcome(fine));
    for (const place of [crashed, fine]) expect(await place.mkbin(...operands)).toMatchObject({ code: 0 });
    expect(outcome(crashed)).toEqual(outcome(fine));
  },
);

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s is held back until all is done, and then it is died by',
  async (signal) => {
    const whole = await prepared();
    const operands = ['--no-check', '--force', 'hello.js', 'fine.js'];
    await whole.mkbin(...operands);
    for (const at of [12, 20, 30]) {
      const place = await prepared();
      expect((await runFailing(place, signal, at, operands)).ended).toMatchObject({ signal });
      expect(outcome(place), `change ${at}`).toEqual(outcome(whole));
    }
  },
);

test('a first installation that fails leaves no trace', async () => {
  const place = shop(FILES);
  mkdirSync(path.join(place.here.work, 'bin'));
  const before = tree(place.here.root, [place.here.temporary]);
  for (let at = 1; at < MANY; at += 1) {
    const { ended, changes } = await runFailing(place, 'fail', at, ['--no-check', '--dir', 'bin', 'hello.js']);
    if (changes < at) return expect(ended.code).toBe(0);
    if (ended.code === 0) {
      await place.mkbin('undo');
      continue;
    }
    const left = Object.keys(tree(place.store)).filter((file) => !PASSING.test(file));
    expect(
      left.filter((file) => file !== path.join(place.store, 'operations')),
      `change ${at}`,
    ).toEqual([]);
    const share = path.dirname(place.store);
    if (!existsSync(place.store)) expect(existsSync(share), `change ${at}`).toBe(false);
    expect(tree(place.here.root, [place.here.temporary, share]), `change ${at}`).toEqual(before);
    rmSync(share, { recursive: true, force: true });
  }
});
