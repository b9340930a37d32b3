import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { xspawn } from './ways.ts';

const reported = async (options: readonly string[], ...command: readonly string[]) => {
  const here = scene();
  const ended = await xspawn(here, '--quiet', '--report', 'r.json', ...options, ...command);
  return { ended, report: JSON.parse(readFileSync(path.join(here.work, 'r.json'), 'utf8')) };
};

test('--report tells what was run, how it ended, and what it took', async () => {
  const { report } = await reported([], 'sh', '-c', 'exit 3');
  expect(report).toMatchObject({
    argv: ['sh', '-c', 'exit 3'],
    exit: 3,
    signal: null,
    stopped: null,
    code: 3,
    tries: 1,
  });
  expect(report.file).toMatch(/\/sh$/);
  for (const field of ['pid', 'durationMs', 'userMs', 'systemMs']) expect(report[field]).toBeTypeOf('number');
  expect(Date.parse(report.endedAt)).toBeGreaterThanOrEqual(Date.parse(report.startedAt));
});

test('a death, a timeout and tries are in it', async () => {
  expect((await reported([], 'sh', '-c', 'kill -TERM $$')).report).toMatchObject({
    exit: null,
    signal: 'SIGTERM',
    code: 143,
  });
  const late = await reported(['--timeout', '100ms'], 'sleep', '1000');
  expect(late.report).toMatchObject({ stopped: 'timeout', code: 124, signal: 'SIGTERM' });
  const tried = await reported(['--retry', '2', '--retry-delay', '1ms'], 'false');
  expect(tried.report).toMatchObject({ tries: 3, code: 1, exit: 1 });
});

test('time and memory are those of the command', async () => {
  const work = 'const b = Buffer.alloc(150e6, 1); const end = Date.now() + 400; while (Date.now() < end) b[0]++';
  const { report } = await reported([], process.execPath, '-e', work);
  expect(report.maxRssBytes).toBeGreaterThan(150e6);
  expect(report.userMs).toBeGreaterThan(50);
});

test('--report fd:N writes to a descriptor that the caller opened', async () => {
  const here = scene();
  const file = path.join(here.work, 'r.json');
  const descriptor = openSync(file, 'w');
  const ended = await here.tool('xspawn', ['--report', 'fd:3', 'true'], { descriptors: [descriptor] });
  closeSync(descriptor);
  expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ argv: ['true'], exit: 0 });
});

test.each(['fd:77', '/dev/full'])('a report that cannot be written to %s is told, and 125', async (target) => {
  const ended = await xspawn(scene(), '--report', target, 'true');
  expect(ended.code).toBe(125);
  expect(ended.stderr).toMatch(/^xspawn: --report: cannot write it/);
});
