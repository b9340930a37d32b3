import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { FAR_WITH_BYTES, type Far, type FarKind } from './far.ts';
import { FAR_WITH_MESSAGES } from './far-messages.ts';

const lines = (from: string): readonly string[] =>
  [0, 1, 2].map((n) => `${JSON.stringify({ from, n, text: `zwölf "${n}"` })}\n`);

const hearAll = (far: Far, said: readonly string[], title: string): Promise<boolean> =>
  until(async () => (await far.heard()).length >= said.join('').length, `${title}: ${far.address} has heard all`);

const isFile = ({ address }: Far): boolean => address.startsWith('file:');

/** As 3 and 4, where one of them has one. */
const descriptorsOf = (one: Far, other: Far): readonly number[] =>
  [one.descriptor ?? other.descriptor, other.descriptor ?? one.descriptor].filter((given) => given !== undefined);

/** Everything that one side says reaches the other, both ways where there are two, and both ends are passed on. */
const tryPair = async (here: Scene, title: string, first: FarKind, second: FarKind): Promise<void> => {
  const name = title.replace(/\W+/g, '-');
  const one = await first(here, `${name}-1`, 'first');
  const other = await second(here, `${name}-2`, 'second');
  const [there, back] = [lines('one'), lines('other')];
  const sayAll = async (): Promise<void> => {
    for (const line of there) await one.say(line);
  };
  if (isFile(one)) await sayAll();
  const oneWay = one.isBroker || other.isBroker ? ['--from-first'] : [];
  const cat = here.start(toolPath('ipc-cat'), ['--verbose', '--frame', 'json', ...oneWay, one.address, other.address], {
    stdin: 'open',
    descriptors: descriptorsOf(one, other),
  });
  await one.meet(cat);
  await other.meet(cat);
  if (!isFile(one)) await sayAll();
  await hearAll(other, there, title);
  const isBothWays = one.hears && other.speaks && oneWay.length === 0;
  if (isBothWays) for (const line of back) await other.say(line);
  if (isBothWays) await hearAll(one, back, title);
  if (one.isEndless) cat.kill('SIGTERM');
  else {
    one.end();
    other.end();
    cat.closeStdin(); // where it is none of the two, a command may have it
  }
  const { code, signal, stderr } = await cat.ended;
  expect([title, code ?? signal, stderr]).toEqual([title, one.isEndless ? 'SIGTERM' : 0, stderr]);
  expect([title, await other.heard()]).toEqual([title, there.join('')]);
  if (isBothWays) expect([title, await one.heard()]).toEqual([title, back.join('')]);
};

const FAR: Readonly<Record<string, FarKind>> = { ...FAR_WITH_BYTES, ...FAR_WITH_MESSAGES };
const kinds = Object.keys(FAR);

test.each(kinds)('%s is joined with every other', async (first) => {
  const here = scene();
  const partners = kinds.filter((second) => second !== first || first !== '-');
  await Promise.all(
    partners.map((second) => tryPair(here, `${first} to ${second}`, FAR[first] as FarKind, FAR[second] as FarKind)),
  );
});
