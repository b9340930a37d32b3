// The conditions by which the daemon, or a command, tells that it is ready.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { link } from '../rig/files.ts';
import { isAlive } from '../rig/processes.ts';
import { expectNothingLeft, expectReady, expectSentence, expectWaiting, starting, withPuppet } from './one-daemon.ts';

test.each([3, 4, 5, 6, 9, 10, 12, 30])('--ready fd:%d: a newline on that descriptor', async (descriptor) => {
  const cast = await starting('--ready', `fd:${descriptor}`);
  await cast.actor.do({ writeFd: descriptor, text: 'almost' });
  await expectWaiting(cast);
  await cast.actor.do({ writeFd: descriptor, text: '\n' });
  await expectReady(cast);
  expect(isAlive(cast.actor.pid)).toBe(true);
});

test.each([
  ['with dash in between', []],
  ['with Node in between', ['--env', 'A.B=1']],
])("--ready ipc, %s: process.send('ready'), and no other message", async (_, options) => {
  const cast = await starting('--ready', 'ipc', ...options);
  expect(cast.actor.env['A.B']).toBe(options.length === 0 ? undefined : '1');
  await cast.actor.do({ send: 'almost' });
  await cast.actor.do({ send: { type: 'ready' } });
  await expectWaiting(cast);
  await cast.actor.do({ send: 'ready' });
  await expectReady(cast);
  await cast.actor.told('disconnect');
  expect(isAlive(cast.actor.pid)).toBe(true);
});

test('--ready exec: quotes, environment and directory are those of the daemon', async () => {
  const { here, puppet } = await withPuppet({ 'sub/': '' });
  const check = 'exec:sh -c \'test "$COLOUR" = "light blue" && test -e "a file" && test $# = 2\' name "one two" $HOME';
  const options = ['--ready', check, '--env', 'COLOUR=light blue', '--chdir', 'sub'];
  const start = here.startDaemonize(...options, ...puppet.command);
  const cast = { here, puppet, start, actor: await puppet.connected() };
  await expectWaiting(cast);
  here.write({ 'sub/a file': '' });
  await expectReady(cast);
});

test('--ready exec: no shell is involved', async () => {
  const { here, puppet } = await withPuppet();
  const ended = await here.daemonize(
    ...['--ready', 'exec:/bin/echo ; touch pwned $(touch pwned)', '--settle', '0', ...puppet.command],
  );
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(here.work)).not.toContain('pwned');
});

test.each([
  ['exec:false', /false: exit code 1$/m],
  ["exec:sh -c 'echo no disk; exit 7'", /exit code 7: no disk$/m],
  ["exec:sh -c 'kill -9 $$'", /killed by SIGKILL$/m],
  ['exec:/no/such/command', /^daemonize: --ready exec: \/no\/such\/command: command not found, or not executable$/m],
])('--ready %s: what stands in the way is told', async (condition, obstacle) => {
  const { here, puppet } = await withPuppet();
  const ended = await here.daemonize('--ready', condition, '--ready-timeout', '600ms', ...puppet.command);
  expectSentence(ended, 1, obstacle);
  await expectNothingLeft(here);
});

const notify = (text: string): readonly string[] => [
  ...['sh', '-c', 'printf "$1" | socat -u - "UNIX-SENDTO:$NOTIFY_SOCKET"', 'notify', text],
];

test('--ready notify: READY=1 to NOTIFY_SOCKET', async () => {
  const cast = await starting('--ready', 'notify');
  await cast.actor.do({ spawn: notify('STATUS=loading\nNOTREADY=1') });
  expect(await cast.actor.told('child')).toMatchObject({ code: 0 });
  await expectWaiting(cast);
  await cast.actor.do({ spawn: notify('STATUS=x\nREADY=1\nMAINPID=1') });
  await expectReady(cast);
  expect(readdirSync(cast.here.temporary)).toEqual([]);
});

test('--ready notify is refused with a sentence where socat is not installed', async () => {
  const { here, puppet } = await withPuppet({ 'bin/node': link(process.execPath) });
  const environment = { PATH: path.join(here.work, 'bin') };
  const ended = await here.tool('daemonize', ['--ready', 'notify', ...puppet.command], { environment });
  expectSentence(ended, 1, '--ready notify needs socat');
  expect(puppet.actors).toEqual([]);
  expect((await here.daemonize('list', '--json')).stdout).toBe('[]\n');
});

test('one that closes its descriptor without a newline is not ready', async () => {
  const { here, puppet } = await withPuppet();
  const start = here.startDaemonize('--ready', 'fd:3', '--ready-timeout', '600ms', ...puppet.command);
  await (await puppet.connected()).do({ closeFd: 3 });
  expectSentence(await start.ended, 1, /it (closed|wrote no newline to) descriptor 3/);
  await expectNothingLeft(here);
});
