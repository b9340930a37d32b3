import { describe, expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';

const told = (name: string): string => `ipc-cat: ${name}: still there 100ms after the end of the data: told to end\n`;

describe('a command that is still there when --linger is over is told to end, and the code is 124', () => {
  test.each([
    ['it keeps its output', 'exec:sh -c "echo on; exec sleep 1000"', 'on\n'],
    ['it has closed its output', 'exec:sh -c "echo on; exec sleep 1000 >&-"', 'on\n'],
    ['it reads nothing', 'exec:sleep 1000', ''],
    ['a Node child', 'fork:stays.js', '"on"\n'],
  ])('%s', async (_, address, stdout) => {
    const here = scene({ 'stays.js': 'process.send("on"); setInterval(() => {}, 1000);' });
    const ended = await here.tool('ipc-cat', ['--linger', '100ms', address], { stdin: '' });
    expect(ended).toMatchObject({ code: 124, stdout, stderr: told(address) });
  });

  test('it is killed when it does not end', async () => {
    const address = `exec:sh -c "trap : TERM; echo on; while :; do sleep 0.1; done"`;
    const ended = await scene().tool('ipc-cat', ['--linger', '100ms', address], { stdin: '' });
    expect(ended).toMatchObject({ code: 124, stdout: 'on\n', stderr: told(address) });
  });
});

test('one that ends in time has its own code', async () => {
  const ended = await scene().tool('ipc-cat', ['--linger', '1m', 'exec:sh -c "cat; exit 3"'], { stdin: 'all\n' });
  expect(ended).toMatchObject({ code: 3, stdout: 'all\n', stderr: '' });
});

test('of two commands each is waited for, and the first that failed gives its code', async () => {
  const here = scene();
  const words = ['exec:seq 2', 'exec:sh -c "cat >got; sleep 0.3; echo late >>got; exit 4"'];
  expect(await here.tool('ipc-cat', words)).toMatchObject({ code: 4, stderr: '' });
  expect((await here.run('cat', ['got'])).stdout).toBe('1\n2\nlate\n');
});
