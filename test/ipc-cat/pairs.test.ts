import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { FAR, type Far, type FarKind } from './far.ts';

const lines = (from: string): readonly string[] =>
  [0, 1, 2].map((n) => `${JSON.stringify({ from, n, text: `zwölf "${n}"` })}\n`);

const hearAll = (far: Far, said: readonly string[], title: string): Promise<true> =>
  until(() => far.heard().length >= said.join('').length, `${title}: ${far.address} has heard all`).then(() => true);

/** Everything that one side says reaches the other, both ways where there are two, and both ends are passed on. */
const tryPair = async (here: Scene, title: string, first: FarKind, second: FarKind): Promise<void> => {
  const name = title.replace(/\W+/g, '-');
  const one = await first(here, `${name}-1`, 'first');
  const other = await second(here, `${name}-2`, 'second');
  const [there, back] = [lines('one'), lines('other')];
  if (one.address.startsWith('file:')) for (const line of there) await one.say(line);
  const cat = here.start(toolPath('ipc-cat'), ['--verbose', '--frame', 'json', one.address, other.address], {
    stdin: 'open',
  });
  await one.meet(cat);
  await other.meet(cat);
  if (!one.address.startsWith('file:')) for (const line of there) await one.say(line);
  await hearAll(other, there, title);
  const isBothWays = one.hears && other.speaks;
  if (isBothWays) for (const line of back) await other.say(line);
  if (isBothWays) await hearAll(one, back, title);
  one.end();
  other.end();
  cat.closeStdin(); // where it is none of the two, a command may have it
  if (one.isEndless || other.isEndless) cat.kill('SIGTERM');
  const ended = await cat.ended;
  expect([title, ended.code ?? ended.signal]).toEqual([title, one.isEndless || other.isEndless ? 'SIGTERM' : 0]);
  expect([title, other.heard()]).toEqual([title, there.join('')]);
  if (isBothWays) expect([title, one.heard()]).toEqual([title, back.join('')]);
};

const kinds = Object.keys(FAR);

test.each(kinds)('%s is joined with every other', async (first) => {
  const here = scene();
  const partners = kinds.filter((second) => second !== first || first !== '-');
  await Promise.all(
    partners.map((second) => tryPair(here, `${first} to ${second}`, FAR[first] as FarKind, FAR[second] as FarKind)),
  );
});
