import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { startXspawn, xspawn } from './ways.ts';

const withChild = (script: string): Scene => scene({ 'child.cjs': script });

const talk = (here: Scene, stdin: string, ...options: readonly string[]) =>
  here.tool('xspawn', [...options, '--ipc', process.execPath, 'child.cjs'], { stdin });

const ECHO = "process.on('message', (m) => process.send({ got: m })); process.on('disconnect', () => process.exit(0));";

const linesOf = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('lines of JSON are messages to the command, and its messages are lines', async () => {
  const messages = [1, 'a', null, true, [1, 2], { a: { b: 'é漢\n🙂' } }, '', { cmd: 'x' }];
  const ended = await talk(withChild(ECHO), `${messages.map((message) => JSON.stringify(message)).join('\n')}\n`);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(linesOf(ended.stdout)).toEqual(messages.map((got) => ({ got })));
});

test('10,000 messages each way arrive, in order', async () => {
  const numbers = Array.from({ length: 10_000 }, (_, index) => index);
  const here = withChild(ECHO);
  const running = here.start(toolPath('xspawn'), ['--ipc', process.execPath, 'child.cjs'], { stdin: 'open' });
  running.write(numbers.map((number) => `${number}\n`).join(''));
  await running.until(/\{"got":9999\}\n$/);
  running.closeStdin();
  const { stdout, code } = await running.ended;
  expect(code).toBe(0);
  expect(linesOf(stdout)).toEqual(numbers.map((got) => ({ got })));
});

test('a last line without its end counts, and the end of the input is a disconnect', async () => {
  const { stdout, code } = await talk(withChild(ECHO), '1\n2');
  expect({ code, said: linesOf(stdout) }).toEqual({ code: 0, said: [{ got: 1 }, { got: 2 }] });
});

test('a line that is no JSON is told and not sent', async () => {
  const { stdout, stderr } = await talk(withChild(ECHO), '1\nnonsense\n\n{"a":\n2\n');
  expect(linesOf(stdout)).toEqual([{ got: 1 }, { got: 2 }]);
  expect(stderr).toBe(
    'xspawn: --ipc: not JSON, not sent: "nonsense"\nxspawn: --ipc: not JSON, not sent: "{\\"a\\":"\n',
  );
});

test('what the command prints does not mix with its messages', async () => {
  const script = "console.log('printed'); console.error('err'); process.send('message', () => process.exit(4));";
  const ended = await talk(withChild(script), '');
  expect(ended).toMatchObject({ code: 4, stdout: '"message"\n' });
  expect(ended.stderr.split('\n').sort()).toEqual(['', 'err', 'printed']);
});

test('a command that ends first ends xspawn, though more could be sent', async () => {
  const here = withChild("process.once('message', () => process.send('last', () => process.exit(3)));");
  const running = here.start(toolPath('xspawn'), ['--ipc', process.execPath, 'child.cjs'], { stdin: 'open' });
  running.write('1\n');
  expect(await running.ended).toMatchObject({ code: 3, stdout: '"last"\n' });
});

test('death by a signal, a timeout and a missing command are as without it', async () => {
  const here = withChild('setInterval(() => {}, 1000)');
  expect(await xspawn(here, '--ipc', 'sh', '-c', 'kill -KILL $$')).toMatchObject({ signal: 'SIGKILL' });
  expect(await xspawn(here, '--timeout', '500ms', '--ipc', process.execPath, 'child.cjs')).toMatchObject({ code: 124 });
  expect(await xspawn(here, '--ipc', 'no-such-command')).toMatchObject({ code: 127 });
});

test('kill -9 of xspawn ends the command', async () => {
  const here = withChild("process.on('disconnect', () => {}); process.send(process.pid); setInterval(() => {}, 1000)");
  const running = startXspawn(here, '--ipc', process.execPath, 'child.cjs');
  await running.until(/\d+\n/);
  running.kill('SIGKILL');
  await running.ended; // which is when nobody holds its output any more
});
