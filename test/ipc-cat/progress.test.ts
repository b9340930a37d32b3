import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

const ipcCat = toolPath('ipc-cat');

const progressOf = (here: Scene, ...more: readonly string[]) =>
  here.tool('ipc-cat', ['--progress', '--rate', '500k', ...more, 'file:data', 'file:copy']);

const withData = (bytes: number): Scene => {
  const here = scene();
  writeFileSync(path.join(here.work, 'data'), Buffer.alloc(bytes));
  return here;
};

test('--progress without a terminal writes lines, with the time left where the size is known', async () => {
  const { code, stderr } = await progressOf(withData(800 * 1024));
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^ipc-cat: .* \d+k {2}\d+k\/s {2}1(\.\d)?s {2}\d\d% {2}1s left\nipc-cat: .* 800k {2}.* {2}100% {2}in all\n$/,
  );
});

test('--progress --json writes JSON lines', async () => {
  const { stderr } = await progressOf(withData(700 * 1024), '--json');
  const events = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.length).toBeGreaterThanOrEqual(2);
  expect(events.at(-1)).toMatchObject({
    type: 'progress',
    isLast: true,
    there: { bytes: 700 * 1024, messages: 0 },
    share: 1,
  });
});

const ERASE = '\r\u001b[K';

test('on a terminal it is a line that changes and is gone in the end; with data on the terminal there is none', async () => {
  const here = withData(800 * 1024);
  const onTerminal = (command: string) =>
    here.run('script', ['-qec', command, '/dev/null'], { environment: { TERM: 'xterm' } });
  const shown = (await onTerminal(`${ipcCat} --rate 500k file:data file:copy`)).stdout.split(ERASE);
  expect([shown.at(0), shown.at(-1)]).toEqual(['', '']);
  expect(shown.at(1)).toMatch(/^\[#*\.*\] \d+k {2}\d+k\/s /);
  const quiet = await onTerminal(`${ipcCat} --rate 500k file:data - >copy`);
  expect(quiet.stdout).toContain('k/s');
  const data = await onTerminal(`${ipcCat} --rate 500k file:data -`);
  expect(data.stdout).not.toContain('k/s');
});
