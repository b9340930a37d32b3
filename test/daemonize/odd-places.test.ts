// Where one would not start a daemon, if one could choose.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import type { Ended } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { BIRTHS, expectNothingLeft, pidIn } from './births.ts';
import { expectSentence } from './one-daemon.ts';

const LOST = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"';

const inLostDirectory = (here: Scene, ...operands: readonly string[]): Promise<Ended> =>
  here.run('sh', ['-c', LOST, toolPath('daemonize'), ...operands]);

describe('called in a directory that was deleted', () => {
  test.each([[[]], [['--chdir', 'sub']], [['--log', 'x.log']]])('%j is refused with a sentence', async (options) => {
    const here = scene();
    const ended = await inLostDirectory(here, ...options, 'sleep', '1000');
    expectSentence(ended, 1, 'the current directory does not exist any more');
    expectNothingLeft(here);
  });

  test('an absolute --chdir helps, whatever else looks on', async () => {
    const here = scene();
    const { cwd } = processInfo(pidIn(await inLostDirectory(here, '--chdir', '/', 'sleep', '1000')));
    expect(cwd).toBe('/');
    for (const verb of [['list'], ['status', 'sleep'], ['logs', 'sleep'], ['stop', 'sleep'], ['remove', 'sleep']]) {
      expect(await inLostDirectory(here, ...verb)).toMatchObject({ code: 0, stderr: '' });
    }
  });
});

test('--chdir with a name that is too long is told in a sentence', async () => {
  const here = scene();
  const ended = await here.daemonize('--chdir', 'x'.repeat(300), 'sleep', '1000');
  expectSentence(ended, 1, /cannot run in .*ENAMETOOLONG/);
  expectNothingLeft(here);
});

/** Below some limit Node cannot read a script, and from 22 on dies of SIGSEGV or SIGABRT: nothing that we could tell. */
const nodeLivesWith = async (here: Scene, limit: number): Promise<boolean> => {
  const script = path.join(here.work, 'spawning.cjs');
  writeFileSync(script, "require('node:child_process').spawn('true', { stdio: 'ignore' }).on('error', () => {});");
  return (await here.run('sh', ['-c', `ulimit -n ${limit}; exec "$0" "$1"`, process.execPath, script])).code === 0;
};

test.each(BIRTHS)(
  'with few descriptors a start works, or fails with a sentence (born through %s)',
  async (_, environment) => {
    for (let limit = 18; limit <= 30; limit += 1) {
      const here = scene();
      if (!(await nodeLivesWith(here, limit))) continue;
      const script = `ulimit -n ${limit}; exec "$0" "$@"`;
      const operands = ['-c', script, toolPath('daemonize'), '--settle', '0', 'sleep', '1000'];
      const ended = await here.run('sh', operands, { environment });
      expect(ended.signal).toBeNull();
      expect(ended.stderr).not.toMatch(/^ {4}at /m);
      if (ended.code === 0) expect(isAlive(pidIn(ended))).toBe(true);
      else {
        expectSentence(ended, ended.code === 126 ? 126 : 1); // whoever in between notices first
        expectNothingLeft(here);
      }
    }
  },
);

test.each(['/proc/nothing', '/proc/self/deep/down', '/proc/1/state'])(
  'DAEMONIZE_HOME=%s is told in a sentence',
  async (home) => {
    const here = scene();
    const ended = await here.tool('daemonize', ['sleep', '1000'], { environment: { DAEMONIZE_HOME: home } });
    expectSentence(ended, 1, /cannot make the state folder \/proc\/.*(ENOENT|EACCES|EPERM|ENOTDIR)/);
    expect(processesAround(here.root)).toEqual([]);
  },
);

const MOUNT = 'mount -t tmpfs -o ro,mode=700 none "$1" && shift && exec "$@"';

test.each(['', 'deep/down'])('a read-only file system is named as such (state folder %j below it)', async (below) => {
  const here = scene();
  const disk = path.join(here.root, 'disk');
  mkdirSync(disk);
  const mounted = (...command: readonly string[]): Promise<Ended> =>
    here.run('unshare', ['-m', 'sh', '-c', MOUNT, 'sh', disk, ...command], {
      environment: { DAEMONIZE_HOME: path.join(disk, below) },
    });
  if ((await mounted('true').catch(() => undefined))?.code !== 0)
    return console.log('skipped: cannot mount in a namespace');
  const ended = await mounted(toolPath('daemonize'), 'sleep', '1000');
  expectSentence(ended, 1, /EROFS/);
  expect(ended.stderr).not.toContain('ENOENT');
  expect(processesAround(here.root)).toEqual([]);
});

/** A file system of this size for the state. */
const onSmallDisk = async (here: Scene, size: string, skip: (reason: string) => void): Promise<void> => {
  mkdirSync(here.state, { mode: 0o700 });
  const { code, stderr } = await here.run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'none', here.state]);
  if (code !== 0) skip(`cannot mount a small file system: ${stderr}`);
  onTestFinished(async () => {
    await here.run('umount', ['--lazy', here.state]);
  });
};

describe.each(BIRTHS)('born through %s', (_, environment) => {
  test.each([
    ['ends of it', 'exec yes'],
    ['lives on', 'yes; exec sleep 1000'],
  ])('a daemon whose own log fills the disk, and that %s, can be stopped', async (_what, script) => {
    const here = scene();
    await onSmallDisk(here, '256k', (reason) => expect.fail(reason));
    const operands = ['--name', 'chatty', 'sh', '-c', script];
    const started = await here.tool('daemonize', operands, { environment });
    expect(started.stderr).not.toMatch(/^ {4}at /m);
    expect([0, 1]).toContain(started.code);
    const stopped = await here.daemonize('stop', 'chatty');
    expect(stopped.stderr).not.toMatch(/^ {4}at /m);
    expect([0, 4]).toContain(stopped.code);
    if (started.code === 0) expect(stopped.code).toBe(0);
    expect(processesAround(here.root)).toEqual([]);
  });

  const UMASK = 'umask "$1"; shift; exec "$0" "$@"';

  test('restart from a shell with another umask keeps that of the start', async () => {
    const here = scene();
    const with_ = (mask: string, ...operands: readonly string[]): Promise<Ended> =>
      here.run('sh', ['-c', UMASK, toolPath('daemonize'), mask, ...operands], { environment });
    expect(processInfo(pidIn(await with_('027', '--settle', '0', 'sleep', '1000'))).umask).toBe(0o027);
    expect(processInfo(pidIn(await with_('077', 'restart', 'sleep'))).umask).toBe(0o027);
  });

  const LIMIT = 'ulimit -Sn "$1"; shift; "$0" "$@"; exit $?';

  test('the soft limit of open files is that of the caller, also after a restart; --limit counts more', async () => {
    const here = scene();
    const under = async (limit: number, ...operands: readonly string[]) => {
      const ran = ['-c', LIMIT, toolPath('daemonize'), String(limit), ...operands];
      return processInfo(pidIn(await here.run('sh', ran, { environment }))).limits['open files'];
    };
    const { hard } = processInfo(process.pid).limits['open files'] ?? expect.fail();
    expect(await under(256, '--settle', '0', 'sleep', '1000')).toEqual({ soft: 256, hard });
    expect(await under(512, 'restart', 'sleep')).toEqual({ soft: 256, hard });
    expect(await under(256, '--name', 'x', '--limit', 'nofile=100:200', 'sleep', '1000')).toEqual({
      soft: 100,
      hard: 200,
    });
    expect(await under(256, '--name', 'y', '--limit', 'nofile=300', 'sleep', '1000')).toEqual({ soft: 300, hard: 300 });
    expect(await under(256, '--name', 'z', '--limit', 'core=0', 'sleep', '1000')).toEqual({ soft: 256, hard });
  });
});
