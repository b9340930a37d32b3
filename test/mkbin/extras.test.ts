// `--extras`: man pages and completions, installed where man and the shells look, and removed again.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { testWith } from '../contract/tools.ts';
import { repository, toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectRefused, shop, tree } from './shop.ts';

/** It answers all questions, each with its own name in it. */
const TALKER = `#!/bin/sh
case "$1$2" in
  --man) echo '.TH HELLO 1'; echo '.SH NAME'; echo 'hello \\\\- says hello' ;;
  --completionbash) echo 'complete -W "one two" hello' ;;
  --completionzsh) echo '#compdef hello' ;;
  --completionfish) echo 'complete -c hello -a three' ;;
  *) echo hello ;;
esac
`;

const FILES = {
  man: 'man/man1/hello.1',
  bash: 'bash-completion/completions/hello',
  zsh: 'zsh/site-functions/_hello',
  fish: 'fish/vendor_completions.d/hello.fish',
} as const;

const share = (home: string): string => path.join(home, '.local/share');

test.each(['link', 'launcher', 'copy'])(
  '--%s: what a command says of itself is installed, and removed with it',
  async (form) => {
    const { here, install, mkbin } = shop({ 'hello.sh': TALKER });
    const { stderr } = await install('--extras', `--${form}`, 'hello.sh');
    expect(stderr).toContain('with its man page, and completions for bash, zsh and fish\n');
    for (const file of Object.values(FILES))
      expect(readFileSync(path.join(share(here.home), file), 'utf8')).toMatch(/hello/i);
    expect((await mkbin('--no-check', '--extras', `--${form}`, 'hello.sh')).stdout).toMatch(/^hello: unchanged/);
    expect((await mkbin('--no-check', `--${form}`, 'hello.sh')).stdout).toMatch(/^hello: unchanged/);
    expect((await mkbin('remove', 'hello')).code).toBe(0);
    for (const file of Object.values(FILES)) expect(existsSync(path.join(share(here.home), file))).toBe(false);
  },
);

test('undo takes all of it away at once', async () => {
  const { here, install, mkbin } = shop({ 'hello.sh': TALKER });
  const before = tree(here.home);
  await install('--extras', 'hello.sh');
  await mkbin('undo');
  expect(Object.keys(tree(share(here.home))).filter((file) => !file.includes('/mkbin'))).toEqual([]);
  expect(Object.keys(tree(here.home)).filter((file) => !file.includes('/share'))).toEqual(Object.keys(before));
});

test('interrupted while it asks, nothing is left', async () => {
  const { bin, here } = shop({ 'hello.sh': '#!/bin/sh\n: > "$TMPDIR/../work/asked"; sleep 1000\n' });
  const running = here.start(toolPath('mkbin'), ['--extras', '--copy', 'hello.sh']);
  await until(() => existsSync(path.join(here.work, 'asked')), 'it is asked');
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  expect([...readdirSync(here.temporary), ...readdirSync(bin)]).toEqual([]);
});

test('help, printed whatever is asked, is no answer', async () => {
  const { here, install } = shop({ 'hello.sh': '#!/bin/sh\necho "usage: hello"\n' });
  expect((await install('--extras', 'hello.sh')).stderr).toContain(
    'no extras: it answers neither --man nor --completion\n',
  );
  expect(Object.values(FILES).some((file) => existsSync(path.join(share(here.home), file)))).toBe(false);
});

test('a man page of somebody else is no more replaced than a command', async () => {
  const { here, bin, mkbin } = shop({ 'hello.sh': TALKER });
  const page = path.join(share(here.home), FILES.man);
  await here.run('mkdir', ['-p', path.dirname(page)]);
  writeFileSync(page, 'mine');
  expectRefused(await mkbin('--extras', 'hello.sh'), /hello\.1: a file is already there/);
  expect(readFileSync(page, 'utf8')).toBe('mine');
  expect(existsSync(path.join(bin, 'hello'))).toBe(false);
});

test('what somebody has changed is kept, and said', async () => {
  const { here, install, mkbin } = shop({ 'hello.sh': TALKER });
  await install('--extras', 'hello.sh');
  const page = path.join(share(here.home), FILES.man);
  writeFileSync(page, 'mine');
  expectRefused(await mkbin('remove', 'hello'), /hello\.1 is kept/);
  rmSync(page);
  expect((await mkbin('doctor')).stdout).toMatch(/hello\.1 is gone\n {2}mkbin --extras brings it back/);
  await install('--extras', 'hello.sh');
  expect((await mkbin('doctor')).stdout).toBe('hello: ok\n');
});

/** Our own tools answer. */
const XSPAWN = path.join(repository, 'packages/xspawn/dist/cli.cjs');

testWith('man')('man finds the page', async () => {
  const { bin, here, install } = shop();
  await install('--extras', '--name', 'xspawn', XSPAWN);
  const { stdout } = await here.run('man', ['-w', 'xspawn'], { environment: { PATH: `${bin}:/usr/bin:/bin` } });
  expect(stdout.trim()).toBe(path.join(share(here.home), 'man/man1/xspawn.1'));
});

testWith('fish')('fish completes', async () => {
  const { bin, here, install } = shop();
  await install('--extras', '--name', 'xspawn', XSPAWN);
  const environment = { PATH: `${bin}:${path.dirname(process.execPath)}:/usr/bin:/bin` };
  const { stdout } = await here.run('fish', ['-c', 'complete -C "xspawn --retry-"'], { environment });
  expect(stdout).toContain('--retry-delay\t');
});
