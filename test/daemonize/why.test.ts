// How a daemon ended, from its journal.
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../rig/until.ts';
import { linesOf, type OneDaemon, running, stateOf, statusOf } from './one-daemon.ts';

const journalOf = ({ here }: Pick<OneDaemon, 'here'>): string => path.join(here.state, 'server', 'events.ndjson');

const line = (event: object): string => `${JSON.stringify({ time: '2026-01-02T03:04:05.678Z', ...event })}\n`;

const end = (pid: number): string =>
  line({ type: 'exited', pid, exit: { code: 3 }, uptimeMs: 500, lastLine: 'oops', lastLines: ['oops'] }) +
  line({ type: 'restarting', afterMs: 30_000, inARow: pid });

const manyEnds = (bytes: number): string => {
  const [lines, count] = [end(1), Math.ceil(bytes / end(1).length)];
  return lines.repeat(count);
};

test('why answers at once about hundreds of thousands of ends', async () => {
  const one = await running();
  appendFileSync(journalOf(one), manyEnds(40 << 20));
  const { code, stdout } = await one.here.daemonize('why', 'server');
  expect({ code, lines: linesOf(stdout).length }).toEqual({ code: 0, lines: 5 * 3 + 1 });
});

test('why -n 0 does not say that it has never ended', async () => {
  const one = await running();
  expect((await one.here.daemonize('why', '-n', '0', 'server')).stdout).toMatch(
    /^it has never ended\nserver is running/,
  );
  appendFileSync(journalOf(one), end(1));
  expect((await one.here.daemonize('why', '-n', '0', 'server')).stdout).toMatch(/^server is running/);
});

test('a log that is rotated meanwhile does not hide why it had been asked to end', async () => {
  const one = await running();
  const unfit = line({ type: 'unfit', pid: 1, cause: 'memory', detail: '2G' });
  appendFileSync(journalOf(one), unfit + line({ type: 'rotated', stream: 'stdout', bytes: 5 }) + end(1));
  expect((await one.here.daemonize('why', 'server')).stdout).toContain('(--max-memory): 2G');
});

test('how an earlier run ended is not told of one whose end nobody saw', async () => {
  const { here, puppet, actor } = await running('--restart=on-failure');
  await actor.do({ exit: 0 });
  await until(async () => (await stateOf(here)) === 'exited', 'it has ended');
  expect(await statusOf(here)).toMatchObject({ lastExit: { code: 0 } });
  await here.daemonize('--settle', '0', ...puppet.command);
  await (await puppet.connected()).do({ exit: 3 });
  await until(async () => (await stateOf(here)) === 'exited', 'it has ended, too');
  expect(await statusOf(here)).toMatchObject({ lastExit: null });
  expect((await here.daemonize('why', 'server')).stdout).toMatch(/server is exited: nobody saw how\n$/);
});
