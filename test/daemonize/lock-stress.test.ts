// Starts that are refused take their folder away again, under the hands of those that are not.
import { expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import type { Ended } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { BIRTHS, expectNothingLeft, pidIn } from './births.ts';
import { expectSentence } from './one-daemon.ts';

const ROUNDS = 8;

const sleeping = ({ root }: Scene): readonly number[] =>
  processesAround(root).flatMap(({ pid, command }) => (command === 'sleep 1000' ? [pid] : []));

test.each(BIRTHS)(
  'refused and good starts of one name at one instant: one runs (born through %s)',
  async (_, environment) => {
    const here = scene();
    const start = (...options: readonly string[]): Promise<Ended> =>
      here.tool('daemonize', ['--settle', '0', '--name', 'one', ...options, 'sleep', '1000'], { environment });
    for (let round = 0; round < ROUNDS; round += 1) {
      const all = await Promise.all([0, 1, 2].flatMap(() => [start('--limit', 'nofile=99999999999'), start()]));
      const good = all.filter((_, index) => index % 2 === 1);
      const refused = all.filter((_, index) => index % 2 === 0);
      for (const ended of refused) expectSentence(ended, 1, /--limit|one is (running|starting) already/);
      const winners = good.filter(({ code }) => code === 0);
      expect(winners.map(pidIn)).toEqual(sleeping(here));
      expect(winners).toHaveLength(1);
      for (const ended of good.filter(({ code }) => code !== 0)) expectSentence(ended, 1, 'already, pid');
      expect(await here.daemonize('stop', 'one')).toMatchObject({ code: 0, stderr: '' });
      expect(processesAround(here.root)).toEqual([]);
      expect(await here.daemonize('remove', 'one')).toMatchObject({ code: 0, stderr: '' });
      expectNothingLeft(here);
    }
  },
);
