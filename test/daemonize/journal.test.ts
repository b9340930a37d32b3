// What happened is kept, but not for ever: a daemon that is started again and again does not fill the disk with that.
import { appendFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { end, journalOf, line, manyEnds } from './long-journal.ts';
import { eventsOf, linesOf, running } from './one-daemon.ts';

const LONGEST = 4 << 20;

test('a journal that has become too long begins anew at the next start, and the one before it is still told', async () => {
  const one = await running('--restart', '--backoff', '0');
  appendFileSync(journalOf(one), manyEnds(LONGEST) + end(42));
  const { puppet, here } = one;
  await one.actor.do({ exit: 7 });
  await puppet.connected();
  expect(statSync(journalOf(one)).size).toBeLessThan(1_000);
  const told = await eventsOf(here);
  expect(told.at(0)).toMatchObject({ type: 'started', pid: one.actor.pid });
  expect(told.slice(-4)).toMatchObject([
    { type: 'exited', pid: 42 },
    { type: 'restarting' },
    { type: 'exited', pid: one.actor.pid, exit: { code: 7 } },
    { type: 'started' },
  ]);
  const { stdout } = await here.daemonize('why', '-n', '2', 'server');
  expect(linesOf(stdout)).toMatchObject([/exit code 3/, /oops/, /to be started/, /exit code 7/, /at once/, /running/]);
});

test('events -f goes on in the journal that has begun anew', async () => {
  const one = await running('--restart', '--backoff', '0');
  appendFileSync(journalOf(one), manyEnds(LONGEST));
  const follower = one.here.startDaemonize('events', '-f', 'server');
  await follower.until(/exit code 3/);
  await one.actor.do({ exit: 7 });
  const { pid } = await one.puppet.connected();
  await follower.until(new RegExp(`exit code 7[^\\n]*\\n[^\\n]*started[^\\n]*pid ${pid}`));
  follower.kill('SIGINT');
  await follower.ended;
});

test('what is damaged, or only a newer daemonize knows, is passed over', async () => {
  const one = await running();
  appendFileSync(journalOf(one), `null\n[]\n{"half\n${line({ type: 'exited' })}${line({ type: 'moved', to: 'Mars' })}`);
  appendFileSync(journalOf(one), end(1));
  for (const verb of ['events', 'why']) {
    const { code, stderr, stdout } = await one.here.daemonize(verb, 'server');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('exit code 3');
  }
});
