// Commands for all users. The folders of the machine are covered by empty ones, in a mount namespace of the test's own.
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toolPath } from '../rig/tool.ts';
import { shop, tree } from './shop.ts';

const COVER = 'mount -t tmpfs none /usr/local/bin && mount -t tmpfs none /usr/local/share';

const isPossible =
  spawnSync('unshare', ['--mount', 'sh', '-c', COVER]).status === 0 && !process.execPath.startsWith('/usr/local/');
if (!isPossible) console.log('skipped: no mount namespace can be made here');

test.skipIf(!isPossible)('--system puts them into /usr/local/bin, and leaves nothing in the home folder', async () => {
  const place = shop({ 'hello.sh': 'echo hello "$@"\n' });
  chmodSync(place.here.root, 0o755);
  const mkbin = toolPath('mkbin');
  const lines = [
    COVER,
    `export PATH="/usr/local/bin:$PATH"`,
    `${mkbin} --no-check --system hello.sh`,
    'hello world; stat -c %a /usr/local/share/mkbin /usr/local/share/mkbin/hello.json',
    `${mkbin} list --quiet`,
    `${mkbin} remove hello || echo refused`,
    `HOME=/no/such/home ${mkbin} list --system --quiet`,
    `${mkbin} remove --system hello; ls /usr/local/bin`,
    `${mkbin} undo --system; ls /usr/local/bin`,
  ];
  const before = tree(place.here.home);
  const ended = await place.here.run('unshare', ['--mount', 'sh', '-c', lines.join('\n')]);
  expect(ended.stdout.split('\n')).toEqual([
    `hello: installed, /usr/local/bin/hello -> ${place.here.work}/hello.sh`,
    'hello world',
    ...['755', '644'], // everybody may see what there is
    'hello',
    'refused',
    'hello',
    'hello: removed, /usr/local/bin/hello',
    'undone: removing hello',
    'hello',
    '',
  ]);
  expect(ended.stderr).toContain('it is a command for all: mkbin remove --system hello');
  expect(tree(place.here.home)).toEqual(before);
});
