import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { portIn } from './far.ts';
import { member, startHub } from './member.ts';

test('--fork: a child for each connection, with the connection as its streams; it knows who is there', async () => {
  const here = scene();
  const command = `sh -c 'echo "$PROTO $TCPREMOTEPORT"; cat'`;
  const words = ['--verbose', '--fork', command, 'tcp-listen:127.0.0.1:0'];
  const cat = here.start(toolPath('ipc-cat'), words);
  const port = await until(() => portIn(cat, 'tcp-listen:127.0.0.1'), 'it says where it listens');
  const both = await Promise.all([1, 2].map(() => member({ host: '127.0.0.1', port })));
  for (const [at, one] of both.entries()) {
    const { localPort } = one.socket;
    one.socket.end(`hello ${at}`);
    await one.ended;
    expect(one.text()).toBe(`TCP ${localPort}\nhello ${at}`);
  }
});

test('--fork: what was said before the end comes back after it, all of it', async () => {
  const { join } = await startHub(scene(), '--fork', 'cat');
  const one = await join();
  const text = `${'0123456789'.repeat(100)}\n`.repeat(2_000);
  one.socket.end(text);
  await one.ended;
  expect(one.text()).toBe(text);
});

test('a child that fails is told with --verbose, and ends nobody else; 30 connections at once are served', async () => {
  const here = scene();
  const { cat, socket } = await startHub(here, '--fork', "sh -c 'read -r code; exit $code'");
  await Promise.all(
    Array.from({ length: 30 }, async (_, at) => {
      const one = await member({ path: socket });
      await one.say(`${at}\n`);
      await one.ended;
    }),
  );
  await until(() => [...cat.stderr.matchAll(/exited with \d+$/gm)].length === 30, 'all have ended');
  const codes = [...cat.stderr.matchAll(/exited with (\d+)$/gm)].map(([, code]) => Number(code));
  expect(codes.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, at) => at));
});

test('--once: it ends with the last connection, with the code of the first command that failed', async () => {
  const { cat, join, socket } = await startHub(scene(), '--once', '--fork', "sh -c 'read -r code; exit $code'");
  const [a, b] = [await join(), await join()];
  await a.say('3\n');
  await a.ended;
  await b.say('0\n');
  expect(await cat.ended).toMatchObject({ code: 3 });
  expect(existsSync(socket)).toBe(false);
});

test('--max-connections: those who come too many are not even accepted, and are served later', async () => {
  const { cat, join, socket } = await startHub(scene(), '--max-connections', '2', '--fork', 'cat');
  const [a, b] = [await join(), await join()];
  // Both children run: what starting them takes is over.
  for (const one of [a, b]) {
    await one.say('here\n');
    await one.heard(1);
  }
  const descriptors = (): number => readdirSync(`/proc/${cat.pid}/fd`).length;
  const before = descriptors();
  const late = await Promise.all([1, 2, 3].map(() => member({ path: socket })));
  for (const one of late) await one.say('I wait\n');
  await a.say('still here\n');
  expect(await a.heard(2)).toEqual(['here', 'still here']);
  expect(descriptors()).toBe(before);
  a.socket.end();
  b.socket.end();
  for (const one of late) one.socket.end();
  await Promise.all(late.map((one) => one.ended));
  expect(late.map((one) => one.text())).toEqual(Array(3).fill('I wait\n'));
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s is passed on to the children; then it dies by it', async (signal) => {
  const here = scene();
  const name = signal.slice(3);
  const { cat, join, socket } = await startHub(
    here,
    '--fork',
    `sh -c 'trap "echo got ${name}; exit" ${name}; echo ready; while :; do sleep 0.05; done'`,
  );
  const one = await join();
  await one.heard(1);
  cat.kill(signal);
  await one.ended;
  expect(one.text()).toBe(`ready\ngot ${name}\n`);
  expect(await cat.ended).toMatchObject({ signal });
  expect(existsSync(socket)).toBe(false);
});

test('a command that is not there is told before anybody can connect', async () => {
  const here = scene();
  const ended = await here.tool('ipc-cat', ['--fork', 'no-such-command', 'unix-listen:a.sock']);
  expect(ended).toMatchObject({ code: 127, stderr: 'ipc-cat: no-such-command: command not found\n' });
  expect(existsSync(path.join(here.work, 'a.sock'))).toBe(false);
});

test('a client that takes nothing, on a connection that goes through us, does not keep us from ending', async () => {
  const here = scene();
  const cat = here.start(toolPath('ipc-cat'), ['--verbose', '--fork', 'yes', 'ws-listen:127.0.0.1:0/']);
  const port = await until(() => portIn(cat, 'ws-listen:127.0.0.1'), 'it says where it listens');
  const client = new WebSocket(`ws://127.0.0.1:${port}/`);
  client.on('error', () => {});
  await once(client, 'message');
  client.pause();
  cat.kill('SIGTERM');
  expect(await cat.ended).toMatchObject({ signal: 'SIGTERM' });
  client.terminate();
});

test('a command that is gone when somebody connects is 127', async () => {
  const here = scene();
  here.write({ 'serve.sh': '#!/bin/sh\ncat\n' });
  const file = path.join(here.work, 'serve.sh');
  chmodSync(file, 0o755);
  const { cat, join } = await startHub(here, '--fork', file, '--once');
  unlinkSync(file);
  const one = await join();
  await one.ended;
  expect(await cat.ended).toMatchObject({ code: 127 });
});
