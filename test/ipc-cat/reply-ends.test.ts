// What becomes of a command when ipc-cat is ended over a message: asked to, and killed.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isAlive, processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { ask, serve } from './serving.ts';

const DEAF = "trap '' HUP INT TERM\n";

/** Says who it is, and never ends by itself; its own child neither. */
const LASTING = 'echo $$ >pid.new && mv pid.new pid\nsleep 1000\nsleep 1000\n';

const begun = async (here: Scene): Promise<number> => {
  const file = path.join(here.work, 'pid');
  await until(() => existsSync(file), 'the command has begun');
  return Number(readFileSync(file, 'utf8'));
};

test('a signal is passed on to the command, and to what it has started; then we die by it', async () => {
  const here = scene({ 'run.sh': `trap 'echo heard >&2; exit 0' TERM\n${LASTING}` });
  const server = await serve(here, 'unix-listen:./s', '--reply', 'sh run.sh');
  const asked = ask(here, 'a\n');
  const pid = await begun(here);
  server.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ signal: 'SIGTERM', stderr: expect.stringContaining('heard\n') });
  // Its exit code 0 was not for the message.
  expect(await asked).toMatchObject({ code: 1, stdout: '', stderr: 'ipc-cat: unix:./s: ended without an answer\n' });
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(path.join(here.work, 's'))).toBe(false);
});

test('a command that does not heed it is killed after a while', async () => {
  const here = scene({ 'run.sh': DEAF + LASTING });
  const server = await serve(here, 'unix-listen:./s', '--reply', 'sh run.sh');
  const asked = ask(here, 'a\n');
  const pid = await begun(here);
  server.kill('SIGINT');
  expect(await server.ended).toMatchObject({ signal: 'SIGINT' });
  expect((await asked).code).toBe(1);
  expect(isAlive(pid)).toBe(false);
});

test('kill -9 of ipc-cat ends the commands, and what they have started', async () => {
  const here = scene({ 'run.sh': DEAF + LASTING });
  const server = await serve(here, 'unix-listen:./s', '--reply', 'sh run.sh');
  const asked = ask(here, 'a\n');
  await begun(here);
  server.kill('SIGKILL');
  await server.ended;
  expect((await asked).code).toBe(1);
  await until(() => processesAround(here.root).length === 0, 'nothing is left');
  expect((await here.run('ls', [here.temporary])).stdout).toBe('');
});

test('kill -9 at any moment never shows a command half a message', async () => {
  const long = 'x'.repeat(300_000);
  const here = scene({ 'run.sh': 'wc -c >>sizes\n' });
  for (let round = 0; round < 4; round += 1) {
    const server = await serve(here, 'unix-listen:./s', '--reply', 'sh run.sh');
    const asking = Array.from({ length: 3 }, () => ask(here, `${long}\n`));
    if (round % 2 === 0) await Promise.race(asking);
    else await until(() => existsSync(path.join(here.work, 'sizes')), 'a command has begun');
    server.kill('SIGKILL');
    await server.ended;
    await Promise.all(asking);
  }
  await until(() => processesAround(here.root).length === 0, 'nothing is left');
  const sizes = new Set(readFileSync(path.join(here.work, 'sizes'), 'utf8').trim().split('\n'));
  expect([...sizes]).toEqual(['300001']);
});

test('a child that has nothing to say any more does not keep us when we give up', async () => {
  const ended = await scene().tool('ipc-cat', ['exec:sleep 1000', '--reply', 'cat', '--idle-timeout', '200ms']);
  expect(ended).toMatchObject({ code: 124, stderr: 'ipc-cat: nothing has passed for 200ms\n' });
});
