import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { processInfo } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { BIRTHS, expectNothingLeft, pidIn, startSleeping, stateFiles } from './births.ts';
import { expectSentence, statusOf } from './one-daemon.ts';

const text = (here: Scene, file: string): string => readFileSync(path.join(here.work, file), 'utf8');

describe.each(BIRTHS)('born through %s', (_, environment) => {
  test('--chdir is the directory of the command, from where its caller is', async () => {
    const here = scene({ 'there/': '' });
    expect((await startSleeping(here, ['--name', 'a', '--chdir', 'there'], environment)).cwd).toBe(
      `${here.work}/there`,
    );
    expect((await startSleeping(here, ['--name', 'b', '-C', '/'], environment)).cwd).toBe('/');
  });

  test.each([
    ['022', 0o022],
    ['0', 0],
    ['077', 0o077],
    ['0027', 0o027],
  ])('--umask %s', async (mask, expected) => {
    expect((await startSleeping(scene(), ['--umask', mask], environment)).umask).toBe(expected);
  });

  test.each([
    ['nofile=64', 'open files', 64, 64],
    ['nofile=32:64', 'open files', 32, 64],
    ['core=unlimited', 'core file size', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['core=0', 'core file size', 0, 0],
    ['fsize=4096:8192', 'file size', 4096, 8192],
  ])('--limit %s', async (limit, name, soft, hard) => {
    const info = await startSleeping(scene(), ['--limit', limit], environment);
    expect(info.limits[name]).toEqual({ soft, hard });
  });

  test('--limit may be repeated, and of two for one resource the last one counts', async () => {
    const options = ['nofile=100', 'core=1', 'nofile=200'].flatMap((limit) => ['--limit', limit]);
    const { limits } = await startSleeping(scene(), options, environment);
    expect(limits).toMatchObject({ 'open files': { soft: 200, hard: 200 }, 'core file size': { soft: 1, hard: 1 } });
  });

  test('a limit that is too low for anything to be started is told in a sentence', async () => {
    const here = scene();
    const operands = ['--settle', '1h', '--limit', 'nofile=4', 'sleep', '1000'];
    const ended = await here.tool('daemonize', operands, { environment });
    expectSentence(ended, ended.code === 126 ? 126 : 1); // whichever of those in between notices first
    expectNothingLeft(here);
  });

  test.each([7, 19, -5])('--nice %i', async (nice) => {
    expect((await startSleeping(scene(), [`--nice=${nice}`], environment)).nice).toBe(nice);
  });

  test('--stdout and --stderr append to files, found from where the caller is', async () => {
    const here = scene({ 'out.txt': 'before\n', 'there/': '' });
    const puppet = await Puppet.listen(here, 'server');
    const options = ['--chdir', 'there', '--stdout', 'out.txt', '--stderr', 'err.txt'];
    pidIn(await here.tool('daemonize', [...options, ...puppet.command], { environment }));
    const actor = await puppet.connected();
    await actor.do({ write: 'stdout', text: 'now\n' });
    await actor.do({ append: '/dev/stderr', text: 'oh\n' });
    expect([text(here, 'out.txt'), text(here, 'err.txt')]).toEqual(['before\nnow\n', 'oh\n']);
    expect(processInfo(actor.pid).descriptorFlags(1)).toMatchObject({ append: true });
    expect(stateFiles({ ...here, state: `${here.state}/server` })).not.toContain('out.log');
  });

  test('--log appends both to one file', async () => {
    const here = scene({ 'x.log': 'before\n' });
    const puppet = await Puppet.listen(here, 'server');
    pidIn(await here.tool('daemonize', ['--log', 'x.log', ...puppet.command], { environment }));
    const actor = await puppet.connected();
    await actor.do({ write: 'stdout', text: 'one\n' });
    await actor.do({ write: 'stderr', text: 'two\n' });
    await actor.do({ append: '/dev/stdout', text: 'three\n' });
    expect(text(here, 'x.log')).toBe('before\none\ntwo\nthree\n');
    expect((await statusOf(here)).logs).toEqual({ stdout: `${here.work}/x.log`, stderr: `${here.work}/x.log` });
  });
});

test.each([
  [['--chdir', 'nowhere'], /nowhere: it does not exist/],
  [['--chdir', 'file'], /file: it is not a directory/],
  [['--stdout', 'nowhere/x.log'], /cannot open the log file .*nowhere\/x\.log: .*ENOENT/],
  [['--log', '.'], /cannot open the log file .*EISDIR/],
  [['--pidfile', 'nowhere/pid'], /pidfile .*nowhere\/pid.*ENOENT/],
  [['--user', 'nobody-of-that-name'], /no user nobody-of-that-name/],
  [['--group', 'nobody-of-that-name'], /no group nobody-of-that-name/],
])('%j is refused with a sentence, and starts and leaves nothing', async (options, words) => {
  const here = scene({ file: '' });
  expectSentence(await here.daemonize(...options, 'sleep', '1000'), 1, words);
  expectNothingLeft(here);
});

test('the daemon is called after its command, or as --name says', async () => {
  const here = scene({ 'server.sh': 'exec sleep 1000' });
  expect((await here.daemonize('sh', 'server.sh')).stdout).toMatch(/^server: started, /);
  expect((await here.daemonize('--name', 'a.b-c_d@1', 'sh', 'server.sh')).stdout).toMatch(/^a\.b-c_d@1: started, /);
  expect(stateFiles(here).toSorted()).toEqual(['a.b-c_d@1', 'server']);
});

test('--pidfile tells the pid for as long as the daemon was not stopped', async () => {
  const here = scene({ pid: '4711\n' });
  const { pid } = await startSleeping(here, ['--pidfile', 'pid']);
  expect(text(here, 'pid')).toBe(`${pid}\n`);
  await here.daemonize('stop', 'sleep');
  expect(existsSync(`${here.work}/pid`)).toBe(false);
});

test('--pidfile of a failed start is removed', async () => {
  const here = scene();
  expectSentence(await here.daemonize('--pidfile', 'pid', '--settle', '1h', 'false'), 1);
  expect(existsSync(`${here.work}/pid`)).toBe(false);
});

test('a file that holds no pid is kept, and refused as a pidfile', async () => {
  const here = scene({ precious: '12 monkeys\n' });
  expectSentence(
    await here.daemonize('--pidfile', 'precious', 'sleep', '1000'),
    1,
    /precious is there and is no pidfile/,
  );
  expect(text(here, 'precious')).toBe('12 monkeys\n');
  expectNothingLeft(here);
});

test('a start with --json prints what status --json does', async () => {
  const here = scene();
  const started = await here.daemonize('--json', 'sleep', '1000');
  const { uptimeMs, cpuPercent, ...facts } = JSON.parse(started.stdout);
  expect(started.stdout.split('\n')).toHaveLength(2);
  const status = await statusOf(here, 'sleep');
  expect(status).toMatchObject({ ...facts, rssBytes: expect.any(Number) });
  expect(Object.keys(status)).toEqual(Object.keys(JSON.parse(started.stdout)));
  expect(facts).toMatchObject({ name: 'sleep', state: 'running', command: ['sleep', '1000'], cwd: here.work });
  expect(uptimeMs).toBeGreaterThan(0);
  expect(cpuPercent).not.toBeUndefined();
});

test('a start with --quiet prints nothing', async () => {
  expect(await scene().daemonize('--quiet', 'sleep', '1000')).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test.each([[], ['--json']])('--dry-run %s says what would be done, and writes and starts nothing', async (...more) => {
  const here = scene();
  const options = ['--pidfile', 'pid', '--log', 'x.log', '--umask', '027', ...more];
  const { code, stdout, stderr } = await here.daemonize('--dry-run', ...options, 'sleep', '1000');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const word of ['sleep', '1000', `${here.work}/pid`, `${here.work}/x.log`]) expect(stdout).toContain(word);
  if (more.length > 0) expect(JSON.parse(stdout)).toMatchObject({ name: 'sleep', command: ['sleep', '1000'] });
  expect(existsSync(`${here.work}/x.log`)).toBe(false);
  expectNothingLeft(here);
});

test('--if-not-running finds the daemon that runs, and succeeds', async () => {
  const here = scene();
  const { pid } = await startSleeping(here);
  const again = await here.daemonize('--if-not-running', 'sleep', '1000');
  expect(again).toMatchObject({ code: 0, stdout: `sleep: already running, pid ${pid}\n`, stderr: '' });
  const json = await here.daemonize('--if-not-running', '--json', 'sleep', '1000');
  expect(JSON.parse(json.stdout)).toMatchObject({ name: 'sleep', pid, state: 'running' });
  expect((await here.daemonize('--if-not-running', '--quiet', 'sleep', '1000')).stdout).toBe('');
});

test('--if-not-running starts what does not run', async () => {
  const here = scene();
  pidIn(await here.daemonize('--if-not-running', 'sleep', '1000'));
});
