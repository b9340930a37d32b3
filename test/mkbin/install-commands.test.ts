// `npm run install-commands`, without the setting up before it.
import path from 'node:path';
import { expect, test } from 'vitest';
import { searchPath } from '../rig/environment.ts';
import { repository } from '../rig/tool.ts';
import { shop } from './shop.ts';

test('our own commands are installed, run from anywhere, and can be taken away', async () => {
  const { bin, here, mkbin } = shop();
  const environment = { PATH: searchPath(bin) };
  const [tsx, script] = ['node_modules/.bin/tsx', 'scripts/install-commands.ts'].map((name) =>
    path.join(repository, name),
  ) as [string, string];
  expect(await here.run(tsx, [script, '--quiet'], { environment })).toMatchObject({ code: 0, stdout: '' });
  const run = (...words: readonly string[]) => here.run('sh', ['-c', words.join(' ')], { environment });
  expect(await run('xspawn', 'echo', 'hi')).toMatchObject({ code: 0, stdout: 'hi\n' });
  expect(await run('daemonize list')).toMatchObject({ code: 0 });
  expect(await run('echo hi | ipc-cat exec:cat')).toMatchObject({ code: 0, stdout: 'hi\n' });
  const names = JSON.parse((await mkbin('list', '--json')).stdout) as readonly { name: string; state: string }[];
  expect(names.map(({ name, state }) => [name, state])).toEqual([
    ['daemonize', 'ok'],
    ['fork-bench', 'ok'],
    ['ipc-cat', 'ok'],
    ['mkbin', 'ok'],
    ['xspawn', 'ok'],
  ]);
  expect(await mkbin('remove', 'daemonize', 'fork-bench', 'ipc-cat', 'mkbin', 'xspawn')).toMatchObject({ code: 0 });
  expect((await run('command -v xspawn')).stdout).toBe('');
});
