import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { expectSentence, stateOf } from './one-daemon.ts';
import { actorOf, line, pids, puppetOf, said, stage, two } from './stage.ts';

test('without a file it is told which ones are looked for', async () => {
  const here = scene();
  expectSentence(await here.daemonize('up'), 1, 'there is neither a daemonize.json nor a Procfile here');
  expectSentence(await here.daemonize('down'), 1, 'there is neither a daemonize.json nor a Procfile here');
  expectSentence(await here.daemonize('up', 'Procfile'), 1, 'cannot read Procfile: no such file or directory (ENOENT)');
  expectSentence(await here.daemonize('up', '/root/x/y\n'), 1);
});

test('of two files daemonize.json counts', async () => {
  const here = scene({
    Procfile: 'a: sleep 1000',
    'daemonize.json': '{ "daemons": { "b": { "command": "sleep 1000" } } }',
  });
  expect(said(await here.daemonize('up'))).toEqual(['b: started, pid N']);
});

test('a Procfile with a mistake changes nothing', async () => {
  const all = await two();
  const { here } = all;
  const before = await pids(all);
  here.write({ Procfile: `${line(all, 'web', '--more')}SECRET=hush\n` });
  const ended = await here.daemonize('up');
  expectSentence(ended, 1, 'daemonize: Procfile:2: expected NAME: COMMAND\n  nothing was changed\n');
  expect(ended.stderr).not.toContain('hush');
  here.write({ Procfile: '# nothing\n' });
  expectSentence(await here.daemonize('up'), 1, 'Procfile names no daemon');
  writeFileSync(path.join(here.work, 'Procfile'), Buffer.from('web: \xff', 'latin1'));
  expectSentence(await here.daemonize('up'), 1, 'Procfile is not UTF-8');
  here.write({ Procfile: line(all, 'web', '--more'), '.env': 'what is this\n' });
  expectSentence(await here.daemonize('up'), 1, /\.env: not a variable/);
  here.write({ '.env': 'PORT=no\n' });
  expectSentence(await here.daemonize('up'), 1, 'PORT: expected the port of the first entry');
  expect(await pids(all)).toEqual(before);
});

test('a daemon of the same name that was started by hand is left alone, and the others start', async () => {
  const all = await stage(['web', 'worker']);
  const { here } = all;
  await here.daemonize('--settle', '0', '--name', 'web', ...puppetOf(all, 'web').command);
  const { pid } = await actorOf(all, 'web');
  here.write({ Procfile: line(all, 'web') + line(all, 'worker') });
  const ended = await here.daemonize('up');
  expectSentence(ended, 1, 'daemonize: web runs already, and not from Procfile\n  daemonize stop web ends it');
  expect(said(ended)).toEqual(['worker: started, pid N']);
  expect(await pids(all)).toMatchObject({ web: pid });
  expect(said(await here.daemonize('down'))).toEqual(['worker: stopped (1 process)']);
  expect(await pids(all)).toEqual({ web: pid });
  await here.daemonize('stop', 'web');
  expect(said(await here.daemonize('up'))).toEqual(['web: started, pid N', 'worker: started, pid N']);
});

test('a daemon of the same name from another file is left alone', async () => {
  const all = await two();
  const { here } = all;
  const before = await pids(all);
  here.write({ 'other/Procfile': line(all, 'web') });
  const file = path.join(here.work, 'Procfile');
  expectSentence(
    await here.daemonize('up', 'other'),
    1,
    `it is from ${file}: daemonize down ${file} ends all that are`,
  );
  expect(await pids(all)).toEqual(before);
  expect((await here.daemonize('down', 'other')).stdout).toBe('nothing that was started from other/Procfile is left\n');
  expect(await pids(all)).toEqual(before);
});

test('one that cannot be started keeps none of the others from it; what runs is not stopped for it', async () => {
  const all = await two();
  const { here } = all;
  const before = await pids(all);
  const dying = `sh -c 'echo "I am ill" >&2; exit 3'`;
  here.write({ Procfile: `web: no-such-command\n${line(all, 'worker', '--more')}ill: ${dying}\nhere: ./Procfile\n` });
  const ended = await here.daemonize('up');
  expectSentence(ended, 1, 'daemonize: web: no-such-command: command not found\n');
  expect(ended.stderr).toMatch(/here: \S+\/Procfile cannot be executed: it is not executable/);
  expect(ended.stderr).toMatch(
    /^daemonize: ill ended after \S+: exit code 3\n {2}its last words on stderr:\n {2}\| I am ill$/m,
  );
  expect(said(ended)).toEqual(['worker: restarted, pid N (changed: command)']);
  expect(await pids(all)).toMatchObject({ web: before.web });
});

test('a start that was killed is done again', async () => {
  const all = await stage(['web', 'worker']);
  const { here } = all;
  const entry = (name: string) => ({ command: puppetOf(all, name).command, ready: 'log:/ready/' });
  here.write({ 'daemonize.json': JSON.stringify({ daemons: { web: entry('web'), worker: entry('worker') } }) });
  const up = here.startDaemonize('up');
  const web = await actorOf(all, 'web');
  await actorOf(all, 'worker');
  await web.do({ write: 'stdout', text: 'ready\n' });
  await until(async () => (await stateOf(here, 'web')) === 'running', 'one is ready');
  up.kill('SIGKILL');
  await up.ended;
  const again = here.startDaemonize('up');
  const second = await actorOf(all, 'worker');
  await second.do({ write: 'stdout', text: 'ready\n' });
  const ended = await again.ended;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(said(ended)).toEqual([
    'web: unchanged, pid N',
    expect.stringMatching(/^worker: restarted, ready after \S+, pid N \(its start was killed\)$/),
  ]);
  expect(await pids(all)).toEqual({ web: web.pid, worker: second.pid });
});

test('killed at any moment, it leaves nothing that is not written down, and another completes it', async () => {
  const here = scene();
  const sleepers = () => processesAround(here.root).filter(({ command }) => command.startsWith('sleep'));
  for (let turn = 0; turn < 6; turn += 1) {
    here.write({ Procfile: ['a', 'b', 'c'].map((name) => `${name}: sleep 1${turn}00\n`).join('') });
    const up = here.startDaemonize('up');
    await sleep(40 + Math.random() * 200); // wherever that is in its work
    up.kill('SIGKILL');
    await up.ended;
    expect(await here.daemonize('up')).toMatchObject({ code: 0, stderr: '' });
    expect(sleepers().map(({ command }) => command)).toEqual(Array(3).fill(`sleep 1${turn}00`));
    expect(Object.values(await pids({ here })).sort()).toEqual(
      sleepers()
        .map(({ pid }) => pid)
        .sort(),
    );
  }
  expect(await here.daemonize('down')).toMatchObject({ code: 0 });
  expect(processesAround(here.root)).toEqual([]);
});

test('interrupted, it undoes what has not become ready, and dies by the same signal', async () => {
  const all = await stage(['web', 'worker']);
  const { here } = all;
  const web = { command: puppetOf(all, 'web').command, ready: 'log:/ready/' };
  here.write({
    'daemonize.json': JSON.stringify({
      daemons: { web, worker: { ...web, command: puppetOf(all, 'worker').command } },
    }),
  });
  const up = here.startDaemonize('up');
  const worker = await actorOf(all, 'worker');
  await actorOf(all, 'web');
  await worker.do({ write: 'stdout', text: 'ready\n' });
  await until(async () => (await stateOf(here, 'worker')) === 'running', 'one is ready');
  up.kill('SIGINT');
  const ended = await up.ended;
  expect(ended).toMatchObject({ code: null, signal: 'SIGINT', stderr: 'daemonize: interrupted; web was stopped\n' });
  expect(await pids(all)).toEqual({ worker: worker.pid });
});

test('two at the same instant start each once', async () => {
  const all = await stage(['web', 'worker']);
  const { here } = all;
  here.write({ Procfile: line(all, 'web') + line(all, 'worker') });
  const ended = await Promise.all([here.daemonize('up'), here.daemonize('up'), here.daemonize('up')]);
  expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(3).fill({ code: 0, stderr: '' }));
  await Promise.all([actorOf(all, 'web'), actorOf(all, 'worker')]);
  expect(Object.keys(await pids(all))).toEqual(['web', 'worker']);
  expect(puppetOf(all, 'web').actors).toHaveLength(1);
});

test('thirty at once', async () => {
  const here = scene();
  const names = Array.from({ length: 30 }, (_, index) => `sleeper-${index + 10}`);
  here.write({ Procfile: names.map((name) => `${name}: sleep 1000\n`).join('') });
  const ended = await here.daemonize('up');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(said(ended)).toEqual(names.map((name) => `${name}: started, pid N`));
  expect(said(await here.daemonize('up'))).toEqual(names.map((name) => `${name}: unchanged, pid N`));
  expect(said(await here.daemonize('down'))).toHaveLength(30);
  expect(processesAround(here.root)).toEqual([]);
});
