// How a daemon ended, from its journal.
import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../rig/until.ts';
import { end, journalOf, line, manyEnds } from './long-journal.ts';
import { linesOf, running, stateOf, statusOf } from './one-daemon.ts';

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
