// Many daemons from one file: `up` makes what runs what the file says, and touches nothing else.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { link } from '../rig/files.ts';
import { isAlive } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectSentence, stateOf } from './one-daemon.ts';
import { actorOf, line, pids, said, stage, two } from './stage.ts';

describe('a Procfile', () => {
  test('up starts all; again, it changes nothing', async () => {
    const all = await stage(['web', 'worker']);
    const { here } = all;
    here.write({ Procfile: `# the shop\n\n${line(all, 'web', '--x', '007')}${line(all, 'worker')}` });
    const first = await here.daemonize('up');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(said(first)).toEqual(['web: started, pid N', 'worker: started, pid N']);
    const web = await actorOf(all, 'web');
    const worker = await actorOf(all, 'worker');
    expect(web.argv).toEqual(['--x', '007']);
    expect(await pids(all)).toEqual({ web: web.pid, worker: worker.pid });
    const second = await here.daemonize('up');
    expect(second).toEqual({
      ...{ code: 0, signal: null, stderr: '' },
      stdout: `web: unchanged, pid ${web.pid}\nworker: unchanged, pid ${worker.pid}\n`,
    });
    expect(await pids(all)).toEqual({ web: web.pid, worker: worker.pid });
  });

  test('what has changed is restarted, and nothing else', async () => {
    const all = await two();
    const { here } = all;
    const before = await pids(all);
    here.write({ Procfile: line(all, 'web') + line(all, 'worker', '--more') });
    expect(said(await here.daemonize('up', '--dry-run'))).toEqual([
      'web: would be left as it is, pid N',
      'worker: would be restarted (changed: command)',
    ]);
    expect(await pids(all)).toEqual(before);
    expect(said(await here.daemonize('up'))).toEqual([
      'web: unchanged, pid N',
      'worker: restarted, pid N (changed: command)',
    ]);
    const worker = await actorOf(all, 'worker');
    expect(worker.argv).toEqual(['--more']);
    expect(await pids(all)).toEqual({ web: before.web, worker: worker.pid });
    expect(isAlive(before.worker ?? 0)).toBe(false);
    expect(said(await here.daemonize('up'))).toEqual(['web: unchanged, pid N', 'worker: unchanged, pid N']);
  });

  test('what is not in it any more is stopped, and is not its own any more', async () => {
    const all = await two();
    const { here } = all;
    const before = await pids(all);
    here.write({ Procfile: line(all, 'web') });
    expect(said(await here.daemonize('up'))).toEqual([
      'web: unchanged, pid N',
      'worker: stopped (1 process): it is not in Procfile any more',
    ]);
    expect(await pids(all)).toEqual({ web: before.web });
    expect(await stateOf(here, 'worker')).toBe('stopped');
    expect(said(await here.daemonize('up'))).toEqual(['web: unchanged, pid N']);
    expect(said(await here.daemonize('down'))).toEqual(['web: stopped (1 process)']);
  });

  test('what was stopped is started again, and what has ended, too', async () => {
    const all = await stage(['web', 'worker']);
    const { here } = all;
    here.write({ Procfile: line(all, 'web') + line(all, 'worker') });
    await here.daemonize('up');
    await actorOf(all, 'web');
    await here.daemonize('stop', 'web');
    await (await actorOf(all, 'worker')).do({ exit: 3 });
    await until(async () => (await stateOf(here, 'worker')) === 'exited', 'it has ended');
    expect(said(await here.daemonize('up'))).toEqual(['web: started, pid N', 'worker: started, pid N']);
  });

  test('a line that only a shell understands has its variables, and no shell stays', async () => {
    const all = await stage(['web']);
    all.here.write({
      Procfile: `web: COLOUR="light blue" ${line(all, 'web', '"$PORT"', '$COLOUR').slice('web: '.length)}`,
    });
    expect(await all.here.daemonize('up')).toMatchObject({ code: 0, stderr: '' });
    const { argv, env, pid } = await actorOf(all, 'web');
    expect(argv).toEqual(['5000']);
    expect(env).toMatchObject({ COLOUR: 'light blue', PORT: '5000' });
    expect(await pids(all)).toEqual({ web: pid });
  });

  test('each has a PORT of its own, from that of .env on, and the other variables of .env', async () => {
    const all = await stage(['web', 'worker']);
    const { here } = all;
    here.write({ Procfile: line(all, 'web') + line(all, 'worker'), '.env': 'PORT=3000\nSECRET="a b"\n' });
    await here.tool('daemonize', ['up'], { environment: { PORT: '9000', MINE: '1' } });
    expect((await actorOf(all, 'web')).env).toMatchObject({ PORT: '3000', SECRET: 'a b', MINE: '1' });
    expect((await actorOf(all, 'worker')).env).toMatchObject({ PORT: '3100', SECRET: 'a b' });
    here.write({ '.env': 'PORT=3000\nSECRET=hush\n' });
    const changed = await here.daemonize('up');
    expect(said(changed)).toEqual([
      'web: restarted, pid N (changed: env SECRET)',
      'worker: restarted, pid N (changed: env SECRET)',
    ]);
    expect(changed.stdout + changed.stderr).not.toContain('hush');
    expect((await actorOf(all, 'web')).env).toMatchObject({ SECRET: 'hush' });
    rmSync(path.join(here.work, '.env'));
    const without = await here.daemonize('up');
    expect(said(without)[0]).toBe('web: restarted, pid N (changed: envFile, env PORT, env SECRET)');
    expect((await actorOf(all, 'web')).env).not.toHaveProperty('SECRET');
  });

  test('another shell, with another environment, umask and limit, changes nothing', async () => {
    const all = await two();
    const before = await pids(all);
    const words = ['-c', `umask 077; ulimit -Sn 200; exec ${toolPath('daemonize')} up`];
    const ended = await all.here.run('sh', words, { environment: { NEW: '1', LANG: 'C' } });
    expect(said(ended)).toEqual(['web: unchanged, pid N', 'worker: unchanged, pid N']);
    expect(await pids(all)).toEqual(before);
  });

  test('what a restart by hand has read again has not changed any more', async () => {
    const all = await two();
    const { here } = all;
    here.write({ '.env': 'COLOUR=red\n' });
    await here.daemonize('up');
    here.write({ '.env': 'COLOUR=blue\n' });
    expect(await here.daemonize('restart', 'web')).toMatchObject({ code: 0 });
    expect(said(await here.daemonize('up'))).toEqual([
      'web: unchanged, pid N',
      'worker: restarted, pid N (changed: env COLOUR)',
    ]);
  });

  test('it may be elsewhere, and have another name: its directory counts', async () => {
    const all = await stage(['web']);
    const { here } = all;
    here.write({ 'shop/Procfile.dev': line(all, 'web'), 'shop/.env': 'COLOUR=red\n' });
    const words = ['up', path.join(here.work, 'shop/Procfile.dev')];
    expect(await here.tool('daemonize', words, { cwd: '/' })).toMatchObject({ code: 0, stderr: '' });
    expect(await actorOf(all, 'web')).toMatchObject({ cwd: path.join(here.work, 'shop'), env: { COLOUR: 'red' } });
    expect(said(await here.daemonize('up', 'shop/Procfile.dev'))).toEqual(['web: unchanged, pid N']);
    expect(said(await here.daemonize('down', './shop/../shop/Procfile.dev'))).toEqual(['web: stopped (1 process)']);
  });

  test('a directory stands for the file in it', async () => {
    const all = await stage(['web']);
    const { here } = all;
    here.write({ 'shop/Procfile': line(all, 'web') });
    expect(said(await here.daemonize('up', 'shop'))).toEqual(['web: started, pid N']);
    expect(said(await here.daemonize('down', 'shop/'))).toEqual(['web: stopped (1 process)']);
  });

  test('a link to the directory is as good as a name for it, whatever it leads to', async () => {
    const all = await stage(['web']);
    const { here } = all;
    here.write({
      'release-1/Procfile': line(all, 'web'),
      'release-2/Procfile': line(all, 'web'),
      current: link('release-1'),
    });
    const current = path.join(here.work, 'current');
    const there = { cwd: current, environment: { PWD: current } };
    expect(said(await here.tool('daemonize', ['up'], there))).toEqual(['web: started, pid N']);
    rmSync(current);
    here.write({ current: link('release-2') });
    expect(said(await here.tool('daemonize', ['up'], there))).toEqual(['web: unchanged, pid N']);
    expect(said(await here.daemonize('up', 'current/Procfile'))).toEqual(['web: unchanged, pid N']);
    expect(said(await here.tool('daemonize', ['down'], { ...there, environment: { PWD: '/tmp' } }))).toEqual([
      'nothing that was started from Procfile is left',
    ]);
  });

  test('up --json tells what was done, and what there is now', async () => {
    const all = await stage(['web']);
    const { here } = all;
    here.write({ Procfile: `${line(all, 'web')}typo: no-such-command\n` });
    const { code, stderr, stdout } = await here.daemonize('up', '--json');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('typo: no-such-command') });
    const { pid } = await actorOf(all, 'web');
    expect(JSON.parse(stdout)).toEqual([
      {
        name: 'web',
        action: 'start',
        changed: [],
        ok: true,
        status: expect.objectContaining({ state: 'running', pid }),
      },
      { name: 'typo', action: 'start', changed: [], ok: false, status: null },
    ]);
    expect(JSON.parse((await here.daemonize('down', '--json')).stdout)).toMatchObject([{ name: 'web', processes: 1 }]);
  });
});

describe('down', () => {
  test('stops all that came from the file, and nothing else; twice is fine', async () => {
    const all = await two();
    const { here } = all;
    await here.daemonize('--settle', '0', '--name', 'mine', 'sleep', '1000');
    expect(said(await here.daemonize('down'))).toEqual(['web: stopped (1 process)', 'worker: stopped (1 process)']);
    expect(Object.keys(await pids(all))).toEqual(['mine']);
    expect(await here.daemonize('down')).toMatchObject({
      ...{ code: 0, stderr: '', stdout: 'web: was not running\nworker: was not running\n' },
    });
    expect(await stateOf(here, 'mine')).toBe('running');
  });

  test('the file may be broken, or gone', async () => {
    const all = await two();
    const { here } = all;
    here.write({ Procfile: 'what is this\n' });
    expect(said(await here.daemonize('down'))).toHaveLength(2);
    rmSync(path.join(here.work, 'Procfile'));
    expect(await here.daemonize('down')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('web: was not running'),
    });
  });

  test('also what the file does not name any more', async () => {
    const all = await two();
    all.here.write({ Procfile: line(all, 'web') });
    expect(said(await all.here.daemonize('down'))).toEqual(['web: stopped (1 process)', 'worker: stopped (1 process)']);
  });

  test('a file that nothing was started from is no failure, as long as it is there', async () => {
    const here = scene({ Procfile: 'web: sleep 1000\n' });
    expect(await here.daemonize('down')).toMatchObject({
      ...{ code: 0, stderr: '', stdout: 'nothing that was started from Procfile is left\n' },
    });
    expectSentence(
      await here.daemonize('down', 'Profcile'),
      1,
      'there is no Profcile, and nothing was started from it',
    );
  });
});
