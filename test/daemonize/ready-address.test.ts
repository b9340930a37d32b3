// On which addresses a listener counts, and readiness that takes its time.
import { expect, test } from 'vitest';
import { testWith } from '../contract/tools.ts';
import { scene } from '../rig/scene.ts';
import {
  expectNothingLeft,
  expectReady,
  expectSentence,
  expectWaiting,
  freePort,
  starting,
  withPuppet,
} from './one-daemon.ts';

const EVERYWHERE = ['0.0.0.0', '::'];

test.each([
  ...['0.0.0.0', '[::]', '*', '127.0.0.1', '[::1]', 'localhost'].flatMap((asked) =>
    EVERYWHERE.map((host) => [asked, host]),
  ),
  ['localhost', '127.0.0.1'],
  ['localhost', '::1'],
  ['127.0.0.1', '::ffff:127.0.0.1'],
  ['localhost', '::ffff:127.0.0.1'],
])('--ready port:%s:PORT: a listener on %s counts', async (asked, host) => {
  const port = await freePort();
  const cast = await starting('--ready', `port:${asked}:${port}`);
  await expectWaiting(cast);
  await cast.actor.do({ listen: { port, host } });
  await expectReady(cast);
});

test.each([
  ['127.0.0.1', '127.0.0.2', '127.0.0.2'],
  ['127.0.0.1', '::1', '[::1]'],
  ['127.0.0.1', '::ffff:127.0.0.2', '127.0.0.2'],
  ['0.0.0.0', '127.0.0.1', '127.0.0.1'],
  ['[::]', '::1', '[::1]'],
  ['localhost', '127.0.0.2', '127.0.0.2'],
])(
  '--ready port:%s:PORT: a listener on %s does not, and the obstacle says where it listens',
  async (asked, host, told) => {
    const port = await freePort();
    const { here, puppet } = await withPuppet();
    const condition = `port:${asked}:${port}`;
    const start = here.startDaemonize('--ready', condition, '--ready-timeout', '1s', ...puppet.command);
    await (await puppet.connected()).do({ listen: { port, host } });
    const ended = await start.ended;
    expectSentence(ended, 1, `server was not ready (${condition}) within 1s, and was stopped`);
    expect(ended.stderr).toContain(`\n  it listens on ${told}:${port} only\n`);
    await expectNothingLeft(here);
  },
);

test('the obstacle tells of another port, too', async () => {
  const [port, other] = [await freePort(), await freePort()];
  const { here, puppet } = await withPuppet();
  const start = here.startDaemonize('--ready', `port:${port}`, '--ready-timeout', '1s', ...puppet.command);
  await (await puppet.connected()).do({ listen: { port: other, host: '0.0.0.0' } });
  expect((await start.ended).stderr).toContain(`\n  it listens on *:${other} only\n`);
  await expectNothingLeft(here);
});

test.each(['example.org', 'myhost', 'localhost.localdomain', 'ip6-localhost'])(
  '--ready port:%s:80 is wrong usage: no name is looked up',
  async (host) => {
    const here = scene();
    expectSentence(await here.daemonize('--ready', `port:${host}:80`, 'sleep', '1000'), 2, '--ready: ');
    expect((await here.daemonize('list', '--json')).stdout).toBe('[]\n');
  },
);

const send = (...texts: readonly string[]): readonly string[] => [
  ...['sh', '-c', 'for text; do printf "$text" | socat -u - "UNIX-SENDTO:$NOTIFY_SOCKET"; done', 'notify', ...texts],
];

const testWithSocat = testWith('socat');

testWithSocat.each([
  [['STATUS=here', 'READY=1']],
  [['STATUS=here\n', 'READY=1\n']],
  [['STATUS=one', 'STATUS=two', 'READY=1', 'STATUS=three']],
])('--ready notify: %j, right behind each other', async (texts) => {
  const cast = await starting('--ready', 'notify');
  await cast.actor.do({ spawn: send('NOTREADY=1\n', 'READY=12\n', 'READY=0') });
  await cast.actor.told('child');
  await expectWaiting(cast);
  await cast.actor.do({ spawn: send(...texts) });
  await expectReady(cast);
});

test('--ready-timeout 25d, which is more than a timer can count, does not end at once', async () => {
  const { here, puppet } = await withPuppet();
  const options = ['--ready', 'log:/ready/', '--ready-timeout', '25d'];
  const start = here.startDaemonize(...options, ...puppet.command);
  const cast = { here, puppet, start, actor: await puppet.connected() };
  await expectWaiting(cast);
  await cast.actor.do({ write: 'stdout', text: 'ready\n' });
  await expectReady(cast);
});
