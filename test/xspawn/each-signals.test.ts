import { expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { commandOf, each, joblog, linesIn, numbers, seqs, startEach } from './many.ts';

/** Two puppets that run, of four jobs. */
const twoOfFour = async (...options: readonly string[]) => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const words = ['-j2', '--joblog', 'jobs.log', ...options, ...puppet.command, ':::', ...numbers(4)];
  const running = startEach(here, words);
  const actors = await puppet.connectedAll(2);
  return { here, puppet, running, actors, words };
};

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'after %s what runs goes on to its end, nothing new is started, and xspawn dies of it',
  async (signal) => {
    const { actors, here, puppet, running } = await twoOfFour();
    running.kill(signal);
    await running.until(new RegExp(`^xspawn: ${signal}: no more jobs are started, waiting for 2 jobs`), 'stderr');
    for (const actor of actors) {
      await actor.do({ write: 'stdout', text: `done ${actor.argv[0]}\n` });
      await actor.do({ exit: 0 });
    }
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: null, signal });
    expect(ended.stdout.split('\n').sort()).toEqual(['', 'done 1', 'done 2']);
    expect(puppet.actors).toHaveLength(2);
    expect(seqs(here)).toEqual([1, 2]);
  },
);

test('--resume does exactly the rest after a signal', async () => {
  const here = scene();
  const words = ['-j2', '--joblog', 'jobs.log', '--shell', 'echo {} >>ran; sleep 0.05', ':::', ...numbers(60)];
  const running = startEach(here, words);
  await until(() => linesIn(here, 'ran').length >= 10, 'ten jobs have run');
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ signal: 'SIGTERM' });
  const ran = linesIn(here, 'ran')
    .map(Number)
    .sort((one, other) => one - other);
  expect(ran.length).toBeLessThan(60);
  expect(seqs(here)).toEqual(ran);
  expect(await each(here, ['--resume', ...words])).toMatchObject({ code: 0 });
  expect(seqs(here)).toEqual(numbers(60).map(Number));
  expect(linesIn(here, 'ran')).toHaveLength(60);
});

const nobodyRuns = (here: Scene) => until(() => processesAround(here.root).length === 0, 'nobody runs');

test('a second signal ends what runs, and that counts as not done', async () => {
  const { actors, here, running, words } = await twoOfFour();
  running.kill('SIGINT');
  await running.until(/once more ends them/, 'stderr');
  await actors[0]?.do({ exit: 0 });
  await until(() => joblog(here).length === 1, 'the first is logged');
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: null, signal: 'SIGINT' });
  await nobodyRuns(here);
  expect(joblog(here)).toHaveLength(1);
  const first = actors[0]?.argv[0];
  const rest = await each(here, ['--dry-run', '--resume', ...words]);
  expect(
    rest.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => line.at(-1)),
  ).toEqual(numbers(4).filter((number) => number !== first));
});

test('the second signal helps also where nobody reads', async () => {
  const here = scene();
  const words = ['-j1', '--shell', 'echo {} >>ran; head -c 10000000 /dev/zero', ':::', ...numbers(9)];
  // A pipe of which only the first byte is read, and that stays open.
  const running = here.start('bash', [
    '-c',
    'exec 3> >(head -c 1 >first; echo >taken; exec sleep 1000); "$@" >&3 & echo $!; wait $!',
    'bash',
    ...commandOf(words),
  ]);
  const [, pid] = await running.until(/^(\d+)\n/);
  await until(() => linesIn(here, 'taken').length > 0, 'the output of the first is being written');
  process.kill(Number(pid), 'SIGTERM');
  await running.until(/no more jobs are started/, 'stderr');
  process.kill(Number(pid), 'SIGTERM');
  await until(() => !processesAround(here.root).some(({ command }) => command.includes('head')), 'no job runs');
  await until(() => !processesAround(here.root).some((found) => found.pid === Number(pid)), 'xspawn has ended');
  running.kill('SIGKILL');
  for (const { pid: left } of processesAround(here.root)) process.kill(left, 'SIGKILL');
});

test('while it waits for inputs a signal ends it at once', async () => {
  const running = startEach(scene(), ['echo'], { stdin: 'open' });
  running.write('a\n');
  await running.until(/a\n/);
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ signal: 'SIGTERM', stderr: expect.stringContaining('none runs') });
});

test('--halt soon ends the batch with the jobs that run, --halt now before', async () => {
  const here = scene();
  const job = 'echo {} >>ran; if [ {} = 2 ]; then exit 7; fi; until [ -e go{} ]; do sleep 0.01; done';
  const soon = startEach(here, ['-j2', '--halt', 'soon', '--joblog', 'soon.log', '--shell', job, ':::', ...numbers(9)]);
  await until(() => linesIn(here, 'soon.log').length === 2, 'the second has failed');
  here.write({ go1: '' });
  const ended = await soon.ended;
  expect(ended).toMatchObject({ code: 1, signal: null });
  expect(ended.stderr).toContain('no more were started; --resume does the rest');
  expect(seqs(here, 'soon.log')).toEqual([1, 2]);

  const other = scene();
  const now = await each(other, ['-j2', '--halt', 'now', '--joblog', 'now.log', '--shell', job, ':::', ...numbers(9)]);
  expect(now).toMatchObject({ code: 1, signal: null });
  expect(seqs(other, 'now.log')).toEqual([2]);
});
