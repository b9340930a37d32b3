import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { ask, cat, serve } from './serving.ts';

/** Fails for `bad`, dies for `die`, and says what it got, and how. */
const RUN = `read -r x
case $x in
bad*) echo no answer; exit 3;;
die*) kill -9 $$;;
two*) echo first;;
esac
echo "got $x"
`;

test('whoever connects is answered, each connection for itself, again and again', async () => {
  const here = scene();
  const server = await serve(here, 'unix-listen:./s', '--reply', 'tr a-z A-Z');
  const answers = await Promise.all(['one', 'two', 'three', 'four'].map((word) => ask(here, `${word}\n`)));
  expect(answers.map(({ code, stdout }) => [code, stdout])).toEqual([
    [0, 'ONE\n'],
    [0, 'TWO\n'],
    [0, 'THREE\n'],
    [0, 'FOUR\n'],
  ]);
  expect(await cat(here, 'a\nb\nc', 'unix:./s')).toMatchObject({ code: 0, stdout: 'A\nB\nC\n' });
  server.kill();
  expect(await server.ended).toMatchObject({ signal: 'SIGTERM', stdout: '' });
  expect((await here.run('ls')).stdout).toBe('');
});

test('a connection whose command works does not keep the others waiting', async () => {
  const here = scene({ 'run.sh': 'read x; if [ $x = wait ]; then until [ -e go ]; do sleep 0.02; done; fi; echo $x' });
  await serve(here, 'unix-listen:./s', '--reply', 'sh run.sh');
  const waiting = ask(here, 'wait\n');
  expect(await ask(here, 'quick\n')).toMatchObject({ code: 0, stdout: 'quick\n' });
  here.write({ go: '' });
  expect(await waiting).toMatchObject({ code: 0, stdout: 'wait\n' });
});

test('answers come in the order of the messages, though as many run at once as --jobs says', async () => {
  const script = `read x
mkdir running.$x
case $x in first) until [ -e running.second ] && [ -e running.third ]; do sleep 0.02; done;; esac
echo $x`;
  const here = scene({ 'run.sh': script });
  await serve(here, 'unix-listen:./s', '--reply', 'sh run.sh', '-j', '3');
  expect(await cat(here, 'first\nsecond\nthird\nfourth\n', 'unix:./s')).toMatchObject({
    code: 0,
    stdout: 'first\nsecond\nthird\nfourth\n',
  });
});

test('a command that fails leaves no answer: its connection ends there, and the server goes on', async () => {
  const here = scene({ 'run.sh': RUN });
  const server = await serve(here, 'unix-listen:./s', '--reply', 'sh run.sh');
  expect(await ask(here, 'bad\n')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'ipc-cat: unix:./s: ended without an answer\n',
  });
  await server.until(
    /sh failed over a message of unix-listen:\.\/s \(1\) \(exit code 3\): it has no answer\n/,
    'stderr',
  );
  expect(await cat(here, 'a\ndie\nb\n', 'unix:./s')).toMatchObject({ stdout: 'got a\n' });
  await server.until(/\(2\) \(killed by SIGKILL\): it has no answer\n/, 'stderr');
  expect(await ask(here, 'two\n')).toMatchObject({ code: 1, stdout: '' });
  await server.until(/several lines, and one is an answer: see --frame length/, 'stderr');
  expect(await ask(here, 'good\n')).toMatchObject({ code: 0, stdout: 'got good\n' });
});

test('without a way back answers are output, and what had none is in the exit code', async () => {
  const here = scene({ 'run.sh': RUN, jobs: 'a\nbad\ntwo\ndie\nb' });
  const { code, stderr, stdout } = await cat(here, '', 'file:./jobs', '--reply', 'sh run.sh');
  expect([code, stdout]).toEqual([1, 'got a\nfirst\ngot two\ngot b\n']);
  expect(stderr.split('\n')).toEqual([
    'ipc-cat: sh failed over a message of file:./jobs (exit code 3): it has no answer',
    'ipc-cat: sh failed over a message of file:./jobs (killed by SIGKILL): it has no answer',
    '',
  ]);
  expect(await cat(here, 'a\nbad\nb\n', '-', '--reply', 'sh run.sh', '--strict')).toMatchObject({
    code: 1,
    stdout: 'got a\n',
  });
});

test('the message is all of the standard input of its command, which may open it by name, or not read it', async () => {
  const here = scene();
  const long = 'x'.repeat(5_000_000);
  expect(await cat(here, `${long}\n`, '-', '--reply', 'wc -c')).toMatchObject({ code: 0, stdout: '5000001\n' });
  expect(await cat(here, `${long}\n`, '-', '--reply', 'echo fine')).toMatchObject({ code: 0, stdout: 'fine\n' });
  expect(await cat(here, 'a\nb\n', '-', '--reply', 'cat /dev/stdin')).toMatchObject({ code: 0, stdout: 'a\nb\n' });
  expect((await here.run('ls', [here.temporary])).stdout).toBe('');
});

test('a command may open its standard output by name', async () => {
  const here = scene();
  expect(await cat(here, 'a\nb\n', '-', '--reply', "sh -c 'cat >/dev/stdout'")).toMatchObject({
    code: 0,
    stdout: 'a\nb\n',
  });
});

test('what a command leaves behind holds back no answer, and writes into none', async () => {
  const script = `read x
[ $x != a ] || { trap '' PIPE; until [ -e go ]; do sleep 0.02; done; echo late 2>>late || echo failed >>late; } &
echo got $x`;
  const here = scene({ 'run.sh': script });
  const server = await serve(here, 'unix-listen:./s', '--reply', 'sh run.sh');
  expect(await ask(here, 'a\n')).toMatchObject({ code: 0, stdout: 'got a\n' });
  here.write({ go: '' });
  await until(() => existsSync(`${here.work}/late`), 'what was left behind has tried to write');
  expect(await cat(here, 'b\nc\n', 'unix:./s')).toMatchObject({ code: 0, stdout: 'got b\ngot c\n' });
  server.kill();
  await server.ended;
});

test('an answer may be as long as --max-frame; a command that goes on is ended', async () => {
  const here = scene();
  const limited = (command: string) => cat(here, 'a\n', '-', '--reply', command, '--max-frame', '100k');
  expect((await limited('head -c 102400 /dev/zero')).stdout).toHaveLength(102_401);
  expect(await limited('head -c 102401 /dev/zero')).toMatchObject({ code: 1, stdout: '' });
  expect(await limited('cat /dev/zero')).toMatchObject({
    code: 1,
    stderr:
      'ipc-cat: cat failed over a message of - (its output is longer than --max-frame allows): it has no answer\n',
  });
});

test('frames: JSON values, zero bytes, and a whole connection', async () => {
  const here = scene();
  expect(await cat(here, '{"a":1}\nnonsense\n[2]\n', '-', '--frame', 'json', '--reply', 'cat')).toMatchObject({
    code: 0,
    stdout: '{"a":1}\n[2]\n',
    stderr: 'ipc-cat: the message at byte 8 (8 bytes) is not JSON: left out\n',
  });
  expect((await cat(here, '1\n', '-', '--frame', 'json', '--reply', 'echo x')).code).toBe(1);
  expect((await cat(here, 'a\nb\0c\0', '-', '--frame', 'nul', '--reply', 'cat')).stdout).toBe('a\nb\0c\0');
  const server = await serve(here, 'unix-listen:./s', '--frame', 'raw', '--once', '--reply', 'tac');
  expect(await ask(here, 'a\nb\n', '--frame', 'raw')).toMatchObject({ code: 0, stdout: 'b\na\n' });
  expect((await server.ended).code).toBe(0);
});

test('a message that is none ends its connection, for what follows could be taken for its answer', async () => {
  const here = scene();
  const server = await serve(here, 'unix-listen:./s', '--frame', 'json', '--reply', 'cat');
  expect(await ask(here, 'nonsense\n')).toMatchObject({ code: 1, stdout: '' });
  await server.until(/the message at byte 0 \(8 bytes\) is not JSON: left out/, 'stderr');
  expect(await ask(here, '[1]\n', '--frame', 'json')).toMatchObject({ code: 0, stdout: '[1]\n' });
});

test('--once serves one connection; what had no answer is in the exit code', async () => {
  const here = scene({ 'run.sh': RUN });
  const good = await serve(here, 'unix-listen:./s', '--once', '--reply', 'sh run.sh');
  await ask(here, 'a\n');
  expect((await good.ended).code).toBe(0);
  const bad = await serve(here, 'unix-listen:./s', '--once', '--reply', 'sh run.sh');
  await ask(here, 'bad\n');
  expect((await bad.ended).code).toBe(1);
});

test('--count ends after so many messages, also over many connections', async () => {
  const here = scene();
  expect(await cat(here, '1\n2\n3\n', '-', '--reply', 'cat', '--count', '2')).toMatchObject({
    code: 0,
    stdout: '1\n2\n',
  });
  const server = await serve(here, 'unix-listen:./s', '--reply', 'cat', '--count', '2');
  await ask(here, 'a\n');
  expect(await ask(here, 'b\n')).toMatchObject({ code: 0, stdout: 'b\n' });
  expect((await server.ended).code).toBe(0);
});

test('--idle-timeout ends it when no message has come for so long, and waits for a command that works', async () => {
  const operands = ['-', '--reply', "sh -c 'sleep 1.5; cat'", '--idle-timeout', '1s'];
  const running = scene().start(toolPath('ipc-cat'), operands, { stdin: 'open' });
  running.write('a\n');
  expect(await running.ended).toMatchObject({
    code: 124,
    stdout: 'a\n',
    stderr: 'ipc-cat: nothing has passed for 1s\n',
  });
});

test('answers can go elsewhere, and the other side can be a command', async () => {
  const here = scene();
  expect(await cat(here, 'a\nb\n', '-', "exec:sh -c 'cat; exit 6'", '--reply', 'tr a-z A-Z')).toMatchObject({
    code: 6,
    stdout: 'A\nB\n',
  });
  const asks = `exec:sh -c 'echo question; read x; echo "$x" >&2; exit 5'`;
  expect(await cat(here, '', asks, '--reply', 'tr a-z A-Z')).toMatchObject({ code: 5, stderr: 'QUESTION\n' });
});

test('the command is found before anything is taken', async () => {
  const here = scene({ data: 'x' });
  expect(await cat(here, '', 'unix-listen:./s', '--reply', 'no-such-command')).toMatchObject({
    code: 127,
    stderr: 'ipc-cat: no-such-command: command not found\n',
  });
  expect(await cat(here, '', 'unix-listen:./s', '--reply', './data')).toMatchObject({ code: 126 });
  expect((await here.run('ls')).stdout).toBe('data\n');
});

test('who does not read its answer any more is told, and nobody else is concerned', async () => {
  const here = scene({ 'run.sh': 'read x; case $x in wait) until [ -e go ]; do sleep 0.02; done;; esac; echo $x' });
  const server = await serve(here, 'unix-listen:./s', '--reply', 'sh run.sh');
  expect(await ask(here, 'wait\n', '--idle-timeout', '100ms')).toMatchObject({ code: 124 });
  here.write({ go: '' });
  await server.until(/unix-listen:\.\/s \(1\): went away before it had its answer\n/, 'stderr');
  expect(await ask(here, 'a\n')).toMatchObject({ code: 0, stdout: 'a\n' });
});

test('standard output that nobody reads any more ends it, with 141', async () => {
  const here = scene();
  const { stderr } = await here.run('sh', [
    '-c',
    '{ seq 1000 | "$0" - --reply cat; echo $? >&2; } | head -1',
    toolPath('ipc-cat'),
  ]);
  expect(stderr).toBe('141\n');
});

test('what it tells is told as JSON with --json', async () => {
  const here = scene();
  const { stderr } = await cat(here, 'a\n', '-', '--reply', 'false', '--json', '-v');
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { type: 'reply-failed', name: '-', command: 'false', why: { type: 'ended', end: { exited: 1 } }, again: false },
    { type: 'replied', answered: 0, failed: 1 },
  ]);
});
