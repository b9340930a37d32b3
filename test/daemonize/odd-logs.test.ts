// Logs that are no tidy row of short lines.
import { appendFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processesWith } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { startSleeping } from './births.ts';
import { expectSentence, linesOf, running, withPuppet } from './one-daemon.ts';

const logOf = ({ state }: Scene, name: string): string => path.join(state, name, 'out.log');

test('logs --since sees the last line, also while it has no newline', async () => {
  const here = scene();
  await startSleeping(here);
  const log = logOf(here, 'sleep');
  writeFileSync(log, '2020-01-01T00:00:00Z old\n2099-01-01T00:00:00Z new');
  utimesSync(log, 4e9, 4e9);
  expect(await here.daemonize('logs', 'sleep', '--since', '1ms')).toMatchObject({
    ...{ code: 0, stdout: '2099-01-01T00:00:00Z new', stderr: '' },
  });
  writeFileSync(log, '2099-01-01T00:00:00Z only');
  utimesSync(log, 4e9, 4e9);
  expect((await here.daemonize('logs', 'sleep', '--since', '1ms')).stdout).toBe('2099-01-01T00:00:00Z only');
  writeFileSync(log, '2020-01-01T00:00:00Z old\n2020-01-01T00:00:01Z old, too');
  utimesSync(log, 4e9, 4e9);
  expect((await here.daemonize('logs', 'sleep', '--since', '1ms')).stdout).toBe('');
});

const LONG = 'aä€\u{1f600}'.repeat(2_000_000); // 20 MB

test('logs --json cuts a line of 20 MB into pieces that join to the whole', async () => {
  const here = scene();
  await startSleeping(here);
  expect(Buffer.byteLength(LONG)).toBe(20_000_000);
  writeFileSync(logOf(here, 'sleep'), `before\n${LONG}\nbehind\n`);
  const { code, stdout, stderr } = await here.daemonize('logs', 'sleep', '--json');
  expect([code, stderr]).toEqual([0, '']);
  const lines = linesOf(stdout).map((line) => JSON.parse(line).line as string);
  expect([lines[0], lines.at(-1)]).toEqual(['before', 'behind']);
  const pieces = lines.slice(1, -1);
  expect(pieces.length).toBeGreaterThan(5);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(2_000_000);
  expect(pieces.join('') === LONG).toBe(true);
});

test('a character that is cut off at the end of a log is shown as such', async () => {
  const here = scene();
  await startSleeping(here);
  appendFileSync(logOf(here, 'sleep'), Buffer.from([0x61, 0xe2, 0x82]));
  expect((await here.daemonize('logs', 'sleep', '--json')).stdout).toBe('{"stream":"stdout","line":"a\ufffd"}\n');
});

test('a FIFO that nobody reads: logs shows nothing and ends, restart and stop work', async () => {
  const { here, puppet } = await withPuppet();
  await here.run('mkfifo', ['pipe']);
  const started = await here.daemonize('--settle', '0', '--log', 'pipe', ...puppet.command);
  expect(started).toMatchObject({ code: 0, stderr: '' });
  const actor = await puppet.connected();
  await actor.do({ write: 'stdout', text: 'nobody reads this\n' });
  for (const more of [[], ['--json'], ['--since', '1h'], ['-n', '1']])
    expect(await here.daemonize('logs', 'server', ...more)).toMatchObject({ code: 0, stdout: '' });
  expect(await here.daemonize('restart', 'server')).toMatchObject({ code: 0, stderr: '' });
  await puppet.connected();
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0, stderr: '' });
  expect(processesWith(here.marker)).toEqual([]);
});

test('a daemon that waits for somebody to read its FIFO is stopped', async () => {
  const here = scene();
  await here.run('mkfifo', ['pipe']);
  expect(await here.daemonize('--log', 'pipe', 'yes')).toMatchObject({ code: 0, stderr: '' });
  expect(await here.daemonize('logs', 'yes')).toMatchObject({ code: 0, stdout: '' });
  expect(await here.daemonize('stop', 'yes')).toMatchObject({ code: 0, stdout: 'yes: stopped (1 process)\n' });
  expect(processesWith(here.marker)).toEqual([]);
});

test('a failed start whose words went into a FIFO that nobody reads ends', async () => {
  const here = scene();
  await here.run('mkfifo', ['pipe']);
  const ended = await here.daemonize('--log', 'pipe', 'sh', '-c', 'echo oh >&2; exit 7');
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('exit code 7');
});

test('a log file that was cut short is looked at for readiness from its beginning', async () => {
  const { here } = await running();
  const script = 'echo much more than the word that is waited for; sleep 0.4; : > all.log; echo READY; exec sleep 1000';
  const ended = await here.daemonize(
    '--name',
    'cut',
    '--ready',
    'log:/^READY$/',
    '--log',
    'all.log',
    'sh',
    '-c',
    script,
  );
  expect(ended).toMatchObject({ code: 0, stderr: '' });
});

test('a start that fails at its log leaves nothing, not even what a logger is known by', async () => {
  const here = scene();
  for (let turn = 0; turn < 3; turn += 1) {
    const start = await here.daemonize('--log-pipe', '--log', path.join(here.root, 'none', 'x.log'), 'sleep', '1000');
    expectSentence(start, 1, /cannot open the log file/);
    await until(() => processesWith(here.marker).length === 0, 'its logger has gone');
    expect(readdirSync(here.state)).toEqual([]);
  }
});
