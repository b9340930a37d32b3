import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

const ipcCat = toolPath('ipc-cat');

test('a command whose output nobody reads any more dies quietly, and the code is 141', async () => {
  const here = scene();
  const ended = await here.run('sh', ['-c', '{ "$0" exec:yes; echo "=$?" >&2; } | head -n 1', ipcCat]);
  expect(ended).toMatchObject({ stdout: 'y\n', stderr: '=141\n' });
});

test('/dev/stdin and /dev/stdout can be opened in a command, also after the end of the data', async () => {
  const here = scene();
  const command = 'exec:sh -c "sleep 0.2; cat /dev/stdin >/dev/stdout"';
  expect(await here.tool('ipc-cat', [command], { stdin: 'abc\n' })).toMatchObject({
    code: 0,
    stdout: 'abc\n',
    stderr: '',
  });
});

test('its streams are pipes that block', async () => {
  const here = scene();
  const look = 'stat -Lc %F /proc/$$/fd/$n; grep flags /proc/$$/fdinfo/$n';
  const { stdout } = await here.tool('ipc-cat', [`exec:sh -c "for n in 0 1; do ${look}; done"`], { stdin: '' });
  const O_NONBLOCK = 0o4000;
  const flags = [...stdout.matchAll(/flags:\s*(\d+)/g)].map(([, text]) => Number.parseInt(text ?? '', 8) & O_NONBLOCK);
  expect(flags).toEqual([0, 0]);
  expect(stdout.match(/^fifo$/gm)).toHaveLength(2);
});

test('much goes through both ways at once and comes back whole', async () => {
  const here = scene();
  const script = 'head -c 60000000 /dev/urandom >data; "$0" exec:cat <data | cmp - data && echo same';
  expect(await here.run('sh', ['-c', script, ipcCat])).toMatchObject({ code: 0, stdout: 'same\n', stderr: '' });
});

test('a command that closes its input and goes on is read to its end', async () => {
  const here = scene();
  const command = 'exec:sh -c "exec <&-; sleep 0.2; echo late; exit 5"';
  const running = here.start(ipcCat, [command], { stdin: 'open' });
  expect(await running.ended).toMatchObject({ code: 5, stdout: 'late\n' });
});

test('killed at any moment, it leaves neither files nor processes', async () => {
  const here = scene();
  for (let delayMs = 20; delayMs <= 120; delayMs += 10) {
    const running = here.start(ipcCat, ['exec:cat'], { stdin: 'open' });
    await new Promise((resolve) => setTimeout(resolve, delayMs)); // any moment will do
    running.kill('SIGKILL');
    await running.ended; // when nobody holds its output any more: the command has seen the end of its input
  }
  expect(readdirSync(here.temporary)).toEqual([]);
});

test('a command that ignores the end of its input and SIGTERM does not outlive a timeout', async () => {
  const here = scene();
  const command = 'exec:sh -c "trap : TERM; echo on; while :; do sleep 0.1; done"';
  const running = here.start(ipcCat, ['--idle-timeout', '200ms', command], { stdin: 'open' });
  expect(await running.ended).toMatchObject({ code: 124, stdout: 'on\n' });
});
