import { describe, expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';

const frame = (text: string): string => `\0\0\0${String.fromCharCode(text.length)}${text}`;

describe('--strict: what stands behind the first bad message is not handed over, though it came in the same piece', () => {
  test.each([
    ['lines', 'a\ntoo long a line\nb\n', 'a\n'],
    ['nul', 'a\0too long a line\0b\0', 'a\0'],
    ['json', '1\nnope\n2\n', '1\n'],
    ['json', '1\n"too long a line"\n2\n', '1\n'],
    ['length', frame('a') + frame('too long a line') + frame('b'), frame('a')],
  ])('--frame %s', async (framing, stdin, stdout) => {
    const words = ['--strict', '--max-frame', '10', '--frame', framing, '-', '-'];
    const ended = await scene().tool('ipc-cat', words, { stdin });
    expect(ended).toMatchObject({ code: 65, stdout });
    expect(ended.stderr.split('\n')).toHaveLength(2); // one sentence, and its end
  });

  test('nor to a channel', async () => {
    const here = scene({ 'echo.js': "process.on('message', (message) => process.send(message));" });
    const stdin = '1\n{"cmd":"NODE_x"}\n2\n';
    expect(await here.tool('ipc-cat', ['--strict', 'fork:echo.js'], { stdin })).toMatchObject({
      code: 65,
      stdout: '1\n',
    });
  });
});

describe('--strict: answers to what came before the bad message come through', () => {
  const stdin = '1\n2\nnope\n3\n';
  test.each([
    ['a Node child', 'fork:echo.js'],
    ['a command that takes its time', 'exec:sh -c "cat >all; sleep 0.3; cat all"'],
  ])('%s', async (_, address) => {
    const here = scene({ 'echo.js': "process.on('message', (message) => process.send(message));" });
    const ended = await here.tool('ipc-cat', ['--strict', '--frame', 'json', address], { stdin });
    expect(ended).toMatchObject({ code: 65, stdout: '1\n2\n' });
  });
});

test('--strict: a child that says nothing more holds nothing up', async () => {
  const ended = await scene().tool('ipc-cat', ['--strict', '--frame', 'json', 'exec:sleep 1000'], { stdin: 'nope\n' });
  expect(ended).toMatchObject({ code: 65, stdout: '' });
});

test('--explain says how many messages were left out', async () => {
  const explained = async (stdin: string, ...words: readonly string[]) =>
    (await scene().tool('ipc-cat', ['--explain', '--quiet', ...words, '-', '-'], { stdin })).stderr;
  expect(await explained('1\nnope\n2\nno\n', '--frame', 'json')).toContain('; all but 2 messages handed over');
  expect(await explained('1\n2\n', '--frame', 'json')).toContain('; all handed over');
  expect(JSON.parse(await explained('nope\n2\n', '--frame', 'json', '--json'))).toMatchObject({
    ways: [{ dropped: 1 }],
  });
});
