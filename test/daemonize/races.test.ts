import { describe, expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import type { Ended } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { BIRTHS, pidIn, readRecord } from './births.ts';
import { expectSentence, stateOf } from './one-daemon.ts';

const times = <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

const running = (here: Scene): readonly number[] => processesAround(here.root).map(({ pid }) => pid);

describe.each(BIRTHS)('born through %s', (_, environment) => {
  const startIn =
    (here: Scene, ...options: readonly string[]) =>
    (): Promise<Ended> =>
      here.tool('daemonize', [...options, '--name', 'one', 'sleep', '1000'], { environment });

  test.each([['0'], ['100ms']])('of 12 starts at one instant exactly one wins (--settle %s)', async (settle) => {
    const here = scene();
    const all = await times(12, startIn(here, '--settle', settle));
    const [winner, ...others] = all.filter(({ code }) => code === 0);
    expect(others).toEqual([]);
    const pid = pidIn(winner as Ended);
    expect(running(here)).toEqual([pid]);
    for (const loser of all.filter((ended) => ended !== winner)) {
      expectSentence(loser, 1, /one is (running|starting) already, pid \d+/);
    }
  });

  test.each([['0'], ['100ms']])('12 starts with --if-not-running all succeed, and one runs (%s)', async (settle) => {
    const here = scene();
    const all = await times(12, startIn(here, '--settle', settle, '--if-not-running'));
    const pids = new Set(all.map(pidIn));
    expect(pids.size).toBe(1);
    expect(running(here)).toEqual([...pids]);
    expect(all.filter(({ stdout }) => stdout.startsWith('one: started'))).toHaveLength(1);
  });
});

test('12 names started at one instant all run', async () => {
  const here = scene();
  const all = await times(12, (index) => here.daemonize('--name', `n${index}`, 'sleep', '1000'));
  expect(running(here).toSorted()).toEqual(all.map(pidIn).toSorted());
});

const VERBS: readonly (readonly string[])[] = [
  ['--settle', '0', '--name', 'one', 'sleep', '1000'],
  ['--settle', '20ms', '--name', 'one', '--if-not-running', 'sleep', '1000'],
  ['stop', 'one'],
  ['restart', 'one'],
  ['status', 'one', '--json'],
  ['list', '--json'],
  ['stop', '--all'],
  ['remove', 'one'],
];

test('starts, stops, restarts and removals in any order never leave two running, nor a damaged record', async () => {
  const here = scene();
  const failures: string[] = [];
  const hammer = async (offset: number): Promise<void> => {
    for (let turn = 0; turn < 12; turn += 1) {
      const verb = VERBS[(offset * 3 + turn * 5) % VERBS.length] ?? [];
      const environment = BIRTHS[offset % BIRTHS.length]?.[1] ?? {};
      const { signal, stderr } = await here.tool('daemonize', verb, { environment });
      if (signal !== null || /^ {4}at |damaged/m.test(stderr)) failures.push(`${verb.join(' ')}: ${signal} ${stderr}`);
      const alone = running(here).filter((pid) => commandOf(pid) === 'sleep 1000');
      if (alone.length > 1) failures.push(`${verb.join(' ')}: ${alone.length} run`);
    }
  };
  await times(6, hammer);
  expect(failures).toEqual([]);
  await here.daemonize('--if-not-running', '--name', 'one', 'sleep', '1000');
  expect(await stateOf(here, 'one')).toBe('running');
  expect(running(here)).toEqual([readRecord(here, 'one').main.pid]);
  expect((await here.daemonize('stop', 'one')).code).toBe(0);
  expect(running(here)).toEqual([]);
});

const commandOf = (pid: number): string => processesAround('').find((found) => found.pid === pid)?.command ?? 'gone';
