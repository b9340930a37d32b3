// What runs, but not as it should, is ended gracefully and started again; events say why.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isAlive, processesAround } from '../rig/processes.ts';
import type { Scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { eventsOf, expectSentence, freePort, running, stateOf, statusOf } from './one-daemon.ts';

const causes = async (here: Scene) =>
  (await eventsOf(here)).filter(({ type }) => type === 'unfit').map(({ cause, detail }) => [cause, detail]);

const runsAgain = async (here: Scene, pid: number): Promise<void> => {
  await until(async () => (await statusOf(here)).pid === pid && (await stateOf(here)) === 'running', 'it runs again');
};

test('--max-runtime: after that time it is asked to end, may finish, and begins anew', async () => {
  const { actor, here, puppet } = await running('--max-runtime', '3s', '--stop-timeout', '1h'); // time for what follows
  await actor.do({ catch: 'SIGTERM' });
  await actor.received('SIGTERM');
  expect(puppet.actors).toHaveLength(1);
  await actor.do({ exit: 0 });
  const second = await puppet.connected();
  expect(await causes(here)).toEqual([['runtime', '3s are over']]);
  expect((await eventsOf(here)).map(({ type }) => type).slice(0, 4)).toEqual(['started', 'unfit', 'exited', 'started']);
  expect(second.pid).not.toBe(actor.pid);
});

test('--max-memory counts what its children hold, too', async () => {
  const { actor, here, puppet } = await running('--max-memory', '200M');
  await actor.do({ spawn: puppet.command });
  const child = await puppet.connected();
  await child.do({ allocate: 200 << 20 });
  const again = await puppet.connected();
  await runsAgain(here, again.pid);
  expect(await causes(here)).toEqual([['memory', expect.stringMatching(/^\d+M of memory$/)]]);
  expect([actor, child].map(({ pid }) => isAlive(pid))).toEqual([false, false]);
});

const asked = (here: Scene): number => {
  const file = path.join(here.work, 'asked');
  return existsSync(file) ? readFileSync(file, 'utf8').length : 0;
};

test('--health exec: three failures in a row, and no fewer', async () => {
  const { here, puppet } = await running(
    ...['--health', 'exec:sh -c "echo >>asked; test ! -e sick || exit 7"', '--health-interval', '1s'], // a check may take as long
  );
  await until(() => asked(here) > 0, 'it was asked');
  here.write({ sick: '' });
  const before = asked(here);
  const again = await puppet.connected();
  expect(asked(here) - before).toBeGreaterThanOrEqual(3);
  rmSync(path.join(here.work, 'sick'));
  await runsAgain(here, again.pid);
  expect(await causes(here)).toEqual([['health', 'exit code 7']]);
  const { stdout } = await here.daemonize('why', 'server');
  expect(stdout).toMatch(/\n {4}it had been asked to end: it does not work \(--health\): exit code 7\n/);
});

test('--health exec: a check that hangs has failed, and does not stay', async () => {
  const { here, puppet } = await running('--health', 'exec:sleep 1000', '--health-interval', '100ms');
  await puppet.connected();
  expect((await causes(here))[0]).toEqual(['health', 'had not ended after 100 ms']);
  await here.daemonize('stop', 'server');
  expect(processesAround(here.root)).toEqual([]);
});

test('--health http: an answer from 200 to 299', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const { actor, here, puppet } = await running('--health', url, '--health-interval', '1s'); // three of them must not be over before the second listens
  await actor.do({ listen: port });
  await actor.do({ closeServers: true });
  const again = await puppet.connected();
  await again.do({ listen: port });
  await runsAgain(here, again.pid);
  expect(await causes(here)).toEqual([['health', expect.stringMatching(/^no answer: .*ECONNREFUSED/)]]);
});

test('--watch: a change of a file, but not in node_modules, nor in its own log', async () => {
  const { actor, here } = await running('--chdir', '.', '--watch', '.', '--log', 'own.log');
  here.write({ 'node_modules/x.js': '1' });
  await actor.do({ write: 'stdout', text: 'logged\n' });
  let count = 0;
  await until(async () => {
    count += 1;
    here.write({ 'lib.js': String(count) }); // until it is being watched
    return (await causes(here)).length > 0;
  }, 'the change is seen');
  // The last of these changes may have come too late for the first watch, and be one more for the next.
  await until(async () => {
    const { pid, state } = await statusOf(here);
    return state === 'running' && pid !== actor.pid;
  }, 'it runs again');
  expect((await causes(here))[0]).toEqual(['watch', path.join(here.work, 'lib.js')]);
});

test('without --restart it is started again for that alone: an end of its own is the end', async () => {
  const { actor, here } = await running('--max-runtime', '1h');
  const supervisor = Number((await statusOf(here)).supervisorPid);
  await actor.do({ exit: 1 });
  await until(() => !isAlive(supervisor), 'the supervisor has gone');
  expect(await statusOf(here)).toMatchObject({ state: 'exited', lastExit: { code: 1 } });
});

test('what makes no sense is a sentence', async () => {
  const { here } = await running();
  for (const [words, message] of [
    [['--health', 'port:3000'], /--health: expected http:\/\/ADDRESS or exec:COMMAND/],
    [['--health-interval', '1s'], /--health-interval is about --health/],
    [['--health', 'exec:true', '--health-interval', '0'], /--health-interval: expected more than nothing/],
    [['--max-memory', '0'], /--max-memory: expected more than nothing/],
    [['--max-runtime', '0ms'], /--max-runtime: expected more than nothing/],
    [['--restart', '--max-restarts', '3/0'], /--max-restarts: expected a number of restarts/],
    [['--max-memory', 'much'], /--max-memory: expected a size/],
    [['--max-restarts', '3'], /--max-restarts is about restarts/],
  ] as const)
    expectSentence(await here.daemonize(...words, 'sleep', '1000'), 2, message);
  expectSentence(
    await here.daemonize('--watch', 'nowhere', 'sleep', '1000'),
    1,
    /cannot watch .*nowhere: it does not exist/,
  );
});
