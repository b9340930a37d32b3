import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processInfo } from '../rig/processes.ts';
import type { Running } from '../rig/run.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { linesOf, running } from './one-daemon.ts';

const following = async (...options: readonly string[]) => {
  const one = await running();
  await one.actor.do({ write: 'stdout', text: 'begin\n' });
  const follower = one.here.startDaemonize('logs', '-f', ...options, 'server');
  return { ...one, follower, file: path.join(one.here.state, 'server/out.log') };
};

/** What watches a folder has an inotify descriptor (inotify(7)). */
const isWatching = ({ pid }: Running): Promise<unknown> =>
  until(() => [...processInfo(pid).descriptors.values()].includes('anon_inode:inotify'), 'it watches the folder');

test('logs -f goes on with what is added, each stream where it came from', async () => {
  const { actor, follower } = await following();
  await follower.until(/begin\n/);
  await actor.do({ write: 'stdout', text: 'ha' });
  await follower.until(/ha$/);
  await actor.do({ write: 'stdout', text: 'lf\n' });
  await actor.do({ write: 'stderr', text: 'oh\n' });
  await follower.until(/half\n/);
  await follower.until(/oh\n/, 'stderr');
  follower.kill('SIGINT');
  expect(await follower.ended).toEqual({ code: null, signal: 'SIGINT', stdout: 'begin\nhalf\n', stderr: 'oh\n' });
});

test('with -n and --json it begins with so many lines, and prints whole lines only', async () => {
  const { actor, follower } = await following('-n', '0', '--json');
  await isWatching(follower);
  await actor.do({ write: 'stdout', text: 'ha' });
  await actor.do({ write: 'stderr', text: 'oh\n' });
  await follower.until(/oh/);
  await actor.do({ write: 'stdout', text: 'lf\n' });
  await follower.until(/half.*\n/);
  expect(linesOf(follower.stdout).map((line) => JSON.parse(line))).toEqual([
    { stream: 'stderr', line: 'oh' },
    { stream: 'stdout', line: 'half' },
  ]);
});

test('logs -f goes on over stop, start and restart', async () => {
  const { here, puppet, follower } = await following();
  await follower.until(/begin/);
  await here.daemonize('restart', 'server');
  await (await puppet.connected()).do({ write: 'stdout', text: 'second\n' });
  await follower.until(/second\n/);
  await here.daemonize('stop', 'server');
  await here.daemonize('--settle', '0', ...puppet.command);
  await (await puppet.connected()).do({ write: 'stdout', text: 'third\n' });
  await follower.until(/third\n/);
  expect(follower.stdout).toBe('begin\nsecond\nthird\n');
});

test('logs -f goes on after the file was truncated', async () => {
  const { here, actor, follower, file } = await following();
  await actor.do({ write: 'stdout', text: 'a line that is longer than those to come\n' });
  await follower.until(/come\n/);
  await here.run('cp', ['/dev/null', file]);
  await actor.do({ write: 'stdout', text: 'after\n' });
  await follower.until(/after\n/);
  await actor.do({ write: 'stdout', text: 'and more\n' });
  await follower.until(/come\nafter\nand more\n$/);
});

test('logs -f goes on after the file was renamed, and loses nothing in between', async () => {
  const { follower, file } = await following();
  await follower.until(/begin\n/);
  const expected = ['begin'];
  for (let turn = 1; turn <= 200; turn += 1) {
    appendFileSync(file, `old ${turn}\n`);
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, `late ${turn}\n`); // by somebody who had it open
    writeFileSync(file, `new ${turn}\n`);
    expected.push(`old ${turn}`, `late ${turn}`, `new ${turn}`);
    await follower.until(new RegExp(`^new ${turn}\\n`, 'm'));
  }
  expect(linesOf(follower.stdout)).toEqual(expected);
});

test('logs -f of a file that appears later', async () => {
  const { here } = await running('--log', 'all.log');
  const file = path.join(here.work, 'all.log');
  rmSync(file);
  const follower = here.startDaemonize('logs', '-f', 'server');
  await isWatching(follower);
  writeFileSync(file, 'here\n');
  await follower.until(/here\n/);
  appendFileSync(file, 'again\n');
  await follower.until(/here\nagain\n$/);
});

test('logs -f ends when the daemon is removed, with what it wrote last', async () => {
  const { here, actor, follower } = await following();
  await follower.until(/begin/);
  await actor.do({ write: 'stdout', text: 'last words' });
  await here.daemonize('stop', 'server');
  await here.daemonize('remove', 'server');
  expect(await follower.ended).toEqual({ code: 0, signal: null, stdout: 'begin\nlast words', stderr: '' });
});

test('logs -f --json prints a last line without a newline when the daemon is removed', async () => {
  const { here, actor, follower } = await following('--json');
  await follower.until(/begin/);
  await actor.do({ write: 'stdout', text: 'last words' });
  await here.daemonize('stop', 'server');
  await here.daemonize('remove', 'server');
  expect((await follower.ended).stdout).toContain('"last words"');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends logs -f by that signal', async (signal) => {
  const { follower } = await following();
  await follower.until(/begin\n/);
  follower.kill(signal);
  expect(await follower.ended).toEqual({ code: null, signal, stdout: 'begin\n', stderr: '' });
});

test.each([
  ['standard output', 'stdout', '"$0" logs -f server | head -1'],
  ['standard error', 'stderr', '"$0" logs -f server 2>&1 >/dev/null | head -1'],
] as const)('when the reader of its %s goes away, logs -f ends quietly', async (_, write, pipe) => {
  const { here, actor } = await running();
  await actor.do({ write, text: 'first\n' });
  const script = `${pipe}; echo "\${PIPESTATUS[0]}"`;
  const shell = here.start('bash', ['-c', script, toolPath('daemonize')]);
  await shell.until(/first\n/);
  let isOver = false;
  void shell.ended.then(() => {
    isOver = true;
  });
  await until(async () => isOver || void (await actor.do({ write, text: 'more\n' })), 'it has ended');
  const ended = await shell.ended;
  expect(ended.stderr).toBe('');
  expect(ended.stdout).toMatch(/^first\n(0|141)\n$/);
});
