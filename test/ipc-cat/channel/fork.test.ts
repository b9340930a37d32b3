import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Running } from '../../rig/run.ts';
import { type Scene, scene } from '../../rig/scene.ts';
import { until } from '../../rig/until.ts';
import { ipcCat } from './parents.ts';

const ECHO = "process.on('message', (m) => process.send({ got: m })); process.on('disconnect', () => process.exit(3));";

const cat = (here: Scene, operands: readonly string[], stdin = '') => here.tool('ipc-cat', operands, { stdin });

const linesOf = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('lines of JSON are messages to the child, its messages are lines, and its exit code is ours', async () => {
  const messages = [1, 'a', null, true, [1, 2], { a: { b: 'é漢\n🙂' } }, '', { cmd: 'x' }, { cmd: 'NODE_' }];
  const here = scene({ 'worker.js': ECHO });
  const ended = await cat(here, ['fork:worker.js'], messages.map((message) => JSON.stringify(message)).join('\n'));
  expect(ended).toMatchObject({ code: 3, stderr: '' });
  expect(linesOf(ended.stdout)).toEqual(messages.map((got) => ({ got })));
});

test('all that a child answers at once comes out, although its channel ends with ours', async () => {
  const here = scene({ 'worker.js': ECHO });
  const numbers = Array.from({ length: 100_000 }, (_, number) => number);
  const ended = await cat(here, ['fork:worker.js'], numbers.map((number) => `${number}\n`).join(''));
  expect(ended).toMatchObject({ code: 3, stderr: '' });
  expect(linesOf(ended.stdout)).toEqual(numbers.map((got) => ({ got })));
});

test('operands go to the child, which is an ordinary child of fork', async () => {
  const script = 'process.send([process.argv.slice(2), process.env.NODE_CHANNEL_FD ?? null, process.connected])';
  const here = scene({ 'worker.mjs': script });
  const { stdout } = await cat(here, ['--from-first', "fork:worker.mjs -x 'a b' 007"]);
  expect(stdout).toBe('[["-x","a b","007"],null,true]\n');
});

test('what is no JSON, and what Node would keep to itself, is told and left out', async () => {
  const here = scene({ 'worker.js': ECHO });
  const stdin = '1\nnonsense\n\n{"cmd":"NODE_HANDLE"}\n{"c\\u006dd":"\\u004eODE_x"}\n2';
  const { stdout, stderr } = await cat(here, ['fork:worker.js'], stdin);
  expect(stdout).toBe('{"got":1}\n{"got":2}\n');
  expect(stderr).toBe(
    [
      'ipc-cat: the message at byte 2 (8 bytes) is not JSON: left out\n',
      'ipc-cat: a message (21 bytes) has a cmd that begins with NODE_, which Node keeps for itself: left out\n',
      'ipc-cat: a message (26 bytes) has a cmd that begins with NODE_, which Node keeps for itself: left out\n',
    ].join(''),
  );
});

test('with --strict a message that cannot be sent ends the run with 65', async () => {
  const here = scene({ 'worker.js': ECHO });
  expect(await cat(here, ['--strict', 'fork:worker.js'], '{"cmd":"NODE_x"}\n')).toMatchObject({ code: 65 });
});

test('what the child prints goes to standard error, or to a file', async () => {
  const here = scene({ 'worker.js': "console.log('printed'); process.send('message')" });
  expect(await cat(here, ['--from-first', 'fork:worker.js'])).toMatchObject({
    code: 0,
    stdout: '"message"\n',
    stderr: 'printed\n',
  });
  const toFile = await cat(here, ['--from-first', '--child-stdout', 'out', 'fork:worker.js']);
  expect(toFile).toMatchObject({ stdout: '"message"\n', stderr: '' });
  expect(readFileSync(path.join(here.work, 'out'), 'utf8')).toBe('printed\n');
});

test("our standard input is the child's when nobody else reads it", async () => {
  const here = scene({
    'worker.js': "process.send(require('node:fs').readFileSync(0, 'utf8'))",
  });
  expect(await cat(here, ['--from-first', 'fork:worker.js'], 'typed')).toMatchObject({ stdout: '"typed"\n' });
  expect(await cat(here, ['fork:worker.js'], '')).toMatchObject({ stdout: '""\n' });
});

test('the end of the channel is the end of what the child says; its exit may come later', async () => {
  const here = scene({
    'worker.js':
      "process.send('last'); process.disconnect(); process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up')",
  });
  const running = here.start(ipcCat, ['fork:worker.js'], { stdin: 'open' });
  await running.until(/"last"\n/);
  await running.until(/up/, 'stderr');
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ signal: 'SIGTERM', stdout: '"last"\n' });
});

test('a child that dies of a signal makes it 128 + its number', async () => {
  const here = scene({ 'worker.js': "process.kill(process.pid, 'SIGKILL')" });
  expect(await cat(here, ['fork:worker.js'], '1\n')).toMatchObject({ code: 137 });
});

test('a file that is missing, or cannot be run, is told: 127 and 126', async () => {
  const here = scene({ plain: 'no program', 'folder/x': '' });
  expect(await cat(here, ['fork:missing.js'])).toMatchObject({
    code: 127,
    stderr: 'ipc-cat: fork:missing.js: cannot read missing.js: no such file or directory (ENOENT)\n',
  });
  expect(await cat(here, ['fork:./plain'])).toMatchObject({ code: 126 });
  expect(await cat(here, ['fork:no-such-command'])).toMatchObject({ code: 127 });
});

test('a command that is no Node program has the channel as descriptor 3', async () => {
  const here = scene();
  const file = path.join(here.work, 'child.sh');
  here.write({ 'child.sh': '#!/bin/sh\nread -r line <&3\nprintf \'{"read":%s}\\n\' "$line" >&3\nexit 4\n' });
  await here.run('chmod', ['+x', file]);
  expect(await cat(here, ['fork:./child.sh'], '{"a":1}\n')).toMatchObject({ code: 4, stdout: '{"read":{"a":1}}\n' });
});

test('garbage in the channel is told and left out', async () => {
  const here = scene({
    'worker.js': 'require(\'node:fs\').writeSync(3, \'garbage\\n{"a":1}\\n{"cmd":"NODE_CLUSTER"}\\ncut\')',
  });
  const { stderr, stdout } = await cat(here, ['--from-first', 'fork:worker.js']);
  expect(stdout).toBe('{"a":1}\n');
  expect(stderr).toContain("fork:worker.js: a message of Node's own (NODE_CLUSTER): left out");
  expect(stderr).toContain('is not JSON: left out');
});

const SENDS_HANDLES = `
const server = require('node:net').createServer().listen(0, () => {
  process.send('before');
  process.send('server', server);
  process.send('after', () => { server.close(); process.disconnect(); });
});`;

test('a handle cannot pass, which is told to both; the messages behind it do', async () => {
  const here = scene({ 'worker.js': SENDS_HANDLES });
  expect(await cat(here, ['--from-first', 'fork:worker.js'])).toMatchObject({
    code: 0,
    stdout: '"before"\n"after"\n',
    stderr:
      'ipc-cat: fork:worker.js: a message with a handle (a connection or a server), which can only pass from Node to Node: left out\n',
  });
});

const SIGNALLED =
  "process.on('SIGHUP', () => { process.send('hup', () => process.exit(6)); }); process.send('ready'); process.on('message', () => {});";

test('a signal is passed on to the child, and ends us after it', async () => {
  const here = scene({ 'worker.js': SIGNALLED });
  const running = here.start(ipcCat, ['fork:worker.js'], { stdin: 'open' });
  await running.until(/"ready"\n/);
  running.kill('SIGHUP');
  expect(await running.ended).toMatchObject({ signal: 'SIGHUP' });
});

test('kill -9 of ipc-cat is a disconnect for the child', async () => {
  const here = scene({
    'worker.js':
      "process.on('message', () => {}); process.on('disconnect', () => require('node:fs').writeFileSync('over', '')); process.send('ready')",
  });
  const running = here.start(ipcCat, ['fork:worker.js'], { stdin: 'open' });
  await running.until(/"ready"\n/);
  running.kill('SIGKILL');
  await running.ended;
  await until(() => readFileSync(path.join(here.work, 'over')) !== undefined, 'the child hears of it');
});

test('a reader of ours that goes away is 141', async () => {
  const worker =
    "const go = () => process.send('x'.repeat(1000), (error) => error ?? go()); go(); process.on('error', () => {}); process.on('disconnect', () => process.exit(0));";
  const here = scene({ 'worker.js': worker });
  const { stdout } = await here.run('bash', [
    '-c',
    `"$0" --from-first fork:worker.js | head -c 5; echo " \${PIPESTATUS[0]}"`,
    ipcCat,
  ]);
  expect(stdout).toBe('"xxxx 141\n');
});

const SLOW = `
let next = 0;
let wrong = 0;
process.on('message', ({ n }) => {
  if (n !== next++) wrong += 1;
  if (n === 0) { process.send('stuck'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000); }
});
process.on('disconnect', () => console.log(JSON.stringify({ next, wrong })));`;

const COUNT = 1_000_000;
const FILLING = 'x'.repeat(80);

/** A file with so many messages of about 100 bytes. */
const manyMessages = (here: Scene): string => {
  const file = path.join(here.work, 'many');
  const descriptor = openSync(file, 'w');
  for (let from = 0; from < COUNT; from += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, index) => `{"n":${from + index},"filling":"${FILLING}"}\n`);
    writeSync(descriptor, lines.join(''));
  }
  closeSync(descriptor);
  return file;
};

/** The most memory that a process has had, in MiB. proc(5) */
const peakOf = ({ pid }: Running): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;

test.runIf(process.platform === 'linux')(
  '1,000,000 messages reach a child that is stuck for a while, all of them, in order, and in little memory',
  async () => {
    const here = scene({ 'worker.js': SLOW, 'wait.js': '' });
    const file = manyMessages(here);
    // The input stays open behind the file, so that ipc-cat can be looked at when it has handed all over.
    const running = here.start(
      'bash',
      ['-c', `{ cat '${file}'; echo fed >&2; read -r line; } | exec "$0" fork:worker.js`, ipcCat],
      { stdin: 'open' },
    );
    await running.until(/fed/, 'stderr');
    const found = await until(async () => {
      const { stdout } = await here.run('pgrep', ['-P', String(running.pid)]);
      return stdout
        .trim()
        .split('\n')
        .map(Number)
        .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('fork:worker.js'));
    }, 'ipc-cat is found');
    const peak = peakOf({ pid: found } as Running);
    running.closeStdin();
    const { stderr } = await running.ended;
    expect(stderr).toContain(`{"next":${COUNT},"wrong":0}`);
    expect(peak).toBeLessThan(200); // child.send takes 900
  },
);
