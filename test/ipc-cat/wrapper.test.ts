import { describe, expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

const ipcCat = toolPath('ipc-cat');

const TALKER = 'process.send({ n: 1 }, () => process.disconnect());';

describe('a child that ended well, of whose data something was lost', () => {
  test.each([
    ['exec: to a full disk', '"$0" "exec:seq 3" >/dev/full', '-'],
    ['exec: to a full file', '"$0" "exec:seq 3" file:/dev/full', 'file:/dev/full'],
    ['fork: to a full disk', '"$0" --from-first fork:talker.js >/dev/full', '-'],
  ])('%s: 125, and a sentence', async (_, script, at) => {
    const here = scene({ 'talker.js': TALKER });
    expect(await here.run('sh', ['-c', script, ipcCat], { stdin: '' })).toMatchObject({
      code: 125,
      stderr: `ipc-cat: ${at}: no space left on device (ENOSPC)\n`,
    });
  });

  test('what it was to be given counts, too: a source that broke is no success', async () => {
    const here = scene();
    expect(await here.run('sh', ['-c', '"$0" file:/proc/self/mem exec:true', ipcCat])).toMatchObject({ code: 125 });
  });
});

test('a child that reads no further has decided so: its code is ours', async () => {
  const stdin = 'x'.repeat(1_000_000);
  for (const code of [0, 3]) {
    expect(await scene().tool('ipc-cat', [`exec:sh -c "exit ${code}"`], { stdin })).toMatchObject({ code });
  }
});

test('so has one that leaves its channel unread, while it talks', async () => {
  const here = scene({ 'talk.sh': '#!/bin/sh\nseq 1 50000 >&3\n' });
  await here.run('chmod', ['+x', 'talk.sh']);
  for (let run = 0; run < 5; run += 1) {
    const { code, stdout } = await here.tool('ipc-cat', ['fork:./talk.sh'], { stdin: '1\n2\n3\n' });
    expect({ code, isWhole: stdout.endsWith('\n50000\n') }).toEqual({ code: 0, isWhole: true });
  }
});

test('a child that failed keeps its code, whatever was lost', async () => {
  const script = '"$0" "exec:sh -c \'echo lost; exit 7\'" >/dev/full';
  expect(await scene().run('sh', ['-c', script, ipcCat])).toMatchObject({ code: 7 });
});

describe('what fails of ipc-cat itself is 125 when a child of ours is among the addresses, else as everywhere', () => {
  test.each([
    ['exec:true', 125, 125],
    ['fork:talker.js', 125, 125],
    ['unix:there', 2, 1],
  ])('%s', async (address, usage, failed) => {
    const here = scene({ 'talker.js': TALKER });
    const codeOf = async (...words: readonly string[]) => (await here.tool('ipc-cat', words)).code;
    expect(await codeOf('--linger', 'long', address)).toBe(usage);
    expect(await codeOf('--lingre', '1', address)).toBe(usage);
    expect(await codeOf('nonsense:x', address)).toBe(usage);
    expect(await codeOf('--fanout', address)).toBe(usage);
    expect(await codeOf('unix:nobody', address)).toBe(failed);
    expect(await codeOf('file:missing', address)).toBe(failed);
  });

  test('--script', async () => {
    expect(await scene().tool('ipc-cat', ['--linger', 'long', '--script', 'true'])).toMatchObject({ code: 125 });
  });
});
