import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Scene } from '../../rig/scene.ts';
import { parentScene, startParent, toldBy } from './parents.ts';

interface Entry {
  readonly time: string;
  readonly direction: string;
  readonly message: unknown;
}

const logIn = (here: Scene): readonly Entry[] =>
  readFileSync(path.join(here.work, 'log'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const spoken = (here: Scene) => logIn(here).map(({ direction, message }) => [direction, message]);

const ECHO = "process.on('message', (m) => process.send({ got: m }));";

test('what passes to and from a child is written down, with the time', async () => {
  const here = parentScene({ 'worker.js': ECHO, log: '' });
  const before = new Date().toISOString();
  const { stdout } = await here.tool('ipc-cat', ['--tap', 'log', 'fork:worker.js'], { stdin: '1\n"a"\n' });
  expect(stdout).toBe('{"got":1}\n{"got":"a"}\n');
  expect(spoken(here)).toEqual([
    ['to-child', 1],
    ['to-child', 'a'],
    ['from-child', { got: 1 }],
    ['from-child', { got: 'a' }],
  ]);
  for (const { time } of logIn(here)) expect(time >= before && time <= new Date().toISOString()).toBe(true);
});

test('a new log is for nobody else to read', async () => {
  const here = parentScene({ 'worker.js': ECHO });
  await here.tool('ipc-cat', ['--tap', 'log', 'fork:worker.js'], { stdin: '1\n' });
  expect(statSync(path.join(here.work, 'log')).mode & 0o777).toBe(0o600);
});

const WORKER = `
process.on('message', (message, handle) => {
  process.send({ message, handle: Boolean(handle), words: [process.argv.slice(2), process.execArgv] });
  if (message === 'end') process.disconnect();
});
process.on('SIGUSR2', () => process.exit(9));
process.on('disconnect', () => setTimeout(() => process.exit(6), 50));`;

const tapped = (serialization: 'json' | 'advanced') => {
  const here = parentScene({ 'worker.js': WORKER });
  const node = { file: 'worker.js', operands: ['-b', '--help', '007'], execArgv: ['--tap', 'log'] };
  return { here, running: startParent(here, { node, serialization }) };
};

test("as a parent's execPath it sits in the middle of the channel, and nobody notices", async () => {
  const { here, running } = tapped('json');
  running.write('child.send({ a: 1 }); child.send("end")\n');
  expect(toldBy(await running.ended)).toEqual([
    "{ got: { message: { a: 1 }, handle: false, words: [ [ '-b', '--help', '007' ], [] ] } }",
    "{ got: { message: 'end', handle: false, words: [ [ '-b', '--help', '007' ], [] ] } }",
    "'disconnect'",
    '{ code: 6, signal: null }',
  ]);
  expect(spoken(here).slice(0, 2)).toEqual([
    ['to-child', { a: 1 }],
    ['to-child', 'end'],
  ]);
});

test('so it does with advanced serialization', async () => {
  const { here, running } = tapped('advanced');
  running.write('child.send(new Map([[1n, undefined]])); child.disconnect()\n');
  const told = toldBy(await running.ended);
  expect(told.slice(-2)).toEqual(["'disconnect'", '{ code: 6, signal: null }']);
  expect(spoken(here)[0]).toEqual(['to-child', { $map: [[{ $bigint: '1' }, { $undefined: true }]] }]);
});

test('signals, and death by them, are those of Node', async () => {
  const first = tapped('json');
  first.running.write('child.send(1)\n');
  await first.running.until(/got/);
  first.running.write('child.kill("SIGUSR2")\n');
  expect(toldBy(await first.running.ended).at(-1)).toBe('{ code: 9, signal: null }');
  const second = tapped('json');
  second.running.write('child.send(1)\n');
  await second.running.until(/got/);
  second.running.write('child.kill("SIGTERM")\n');
  expect(toldBy(await second.running.ended).at(-1)).toBe("{ code: null, signal: 'SIGTERM' }");
});

test('10,000 messages each way pass in order', async () => {
  const { here, running } = tapped('json');
  running.write(
    'let next = 0; child.on("message", ({ message }) => { if (message === next) next += 1; if (next === 10_000) { console.log("all"); child.send("end"); } }); for (let i = 0; i < 10_000; i += 1) child.send(i)\n',
  );
  await running.until(/^all$/m);
  await running.ended;
  expect(logIn(here).filter(({ direction }) => direction === 'from-child')).toHaveLength(10_001);
});

test('a handle cannot pass, which is told; the message behind it does', async () => {
  const { running } = tapped('json');
  running.write(
    'const server = require("node:net").createServer().listen(0, () => { child.send("server", server); child.send("after"); server.close(); })\n',
  );
  await running.until(/'after'/);
  running.write('child.send("end")\n');
  expect((await running.ended).stderr.match(/--tap \(to-child\): .*handle.*left out/g)).toHaveLength(1);
});

test('a log that cannot be written does not stop the messages, and is told', async () => {
  const here = parentScene({ 'worker.js': ECHO });
  const ended = await here.tool('ipc-cat', ['--tap', '/dev/full', 'fork:worker.js'], { stdin: '1\n2\n' });
  expect(ended.stdout).toBe('{"got":1}\n{"got":2}\n');
  expect(ended.stderr).toBe('ipc-cat: --tap: cannot write to /dev/full (ENOSPC): messages pass untold from here on\n');
});

test('a log that cannot be opened, and an address without a channel, are refused', async () => {
  const here = parentScene({ 'worker.js': ECHO });
  expect(await here.tool('ipc-cat', ['--tap', 'no/folder', 'fork:worker.js'], { stdin: '1\n' })).toMatchObject({
    code: 125,
  });
  expect(await here.tool('ipc-cat', ['--tap', 'log', 'unix:/x'])).toMatchObject({ code: 2 });
  expect(await here.tool('ipc-cat', ['--tap', 'log', 'worker.js'])).toMatchObject({ code: 1 });
});
