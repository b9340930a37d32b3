import { describe, expect, test } from 'vitest';
import type { Environment } from '../rig/environment.ts';
import { scene } from '../rig/scene.ts';
import { PATH, WAYS, withExactly, xspawn } from './ways.ts';

const pairsIn = (text: string): Environment =>
  Object.fromEntries(
    text
      .split('\0')
      .slice(0, -1)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

const ODD: readonly Environment[] = [
  {},
  { PWD: '/nowhere' },
  { PWD: '/usr/../usr' },
  { 'A.B': '1', 'npm_package_bin_a-b': 'x', 'BASH_FUNC_x%%': '() { :; }' },
  { IFS: ':', OPTIND: '7', PPID: '1', _: 'x', OLDPWD: '/x' },
  {
    LINENO: 'a',
    PS1: 'b',
    PS2: 'c',
    PS4: 'd',
    MAIL: 'e',
    MAILPATH: 'f',
    HISTSIZE: 'g',
    TERM: 'h',
    ENV: 'i',
    OPTARG: 'j',
  },
  { EMPTY: '', LINES: 'a\nb\n', QUOTES: `'"\`$(x)\\`, é漢: '🙂' },
  { '1': 'one', '0x': 'y', 'A B': 'c', NODE_OPTIONS: '--no-warnings', LC_ALL: 'C' },
  { pid: '1', got: '2', start: '3', word: '4', proctools_pid: '5', stat: '6', name: '7', NODE_V8: '8' },
];

describe.each(WAYS)('%s', (_, options) => {
  test('nothing is added to the environment, and nothing lost', async () => {
    const here = scene();
    for (const more of ODD) {
      const { stdout, stderr } = await withExactly(here, { PATH, ...more }, ...options, 'cat', '/proc/self/environ');
      expect({ stderr, variables: pairsIn(stdout) }).toEqual({ stderr: '', variables: { PATH, ...more } });
    }
  });

  test('without PATH a command is found all the same, and gets none', async () => {
    const { stdout } = await withExactly(scene(), {}, ...options, 'cat', '/proc/self/environ');
    expect(stdout).toBe('');
  });

  test('a Node channel that xspawn was given is not the command’s', async () => {
    const given = { PATH, NODE_CHANNEL_SERIALIZATION_MODE: 'json', KEPT: '1' };
    const { stdout } = await withExactly(scene(), given, ...options, 'cat', '/proc/self/environ');
    expect(pairsIn(stdout)).toEqual({ PATH, KEPT: '1' });
  });

  test('no signal is ignored or blocked', async () => {
    const { stdout } = await xspawn(scene(), ...options, 'cat', '/proc/self/status');
    expect(stdout).toMatch(/^SigBlk:\t0+\nSigIgn:\t0+\nSigCgt:\t0+$/m);
  });

  test('it has no descriptor that it would not have had', async () => {
    const here = scene();
    const { stdout } = await here.run('ls', ['/proc/self/fd']);
    expect((await xspawn(here, ...options, 'ls', '/proc/self/fd')).stdout).toBe(stdout);
  });
});

const changed = async (options: readonly string[], caller: Environment, files = {}) =>
  pairsIn((await withExactly(scene(files), { PATH, ...caller }, ...options, 'cat', '/proc/self/environ')).stdout);

test('--env sets, --unset takes away, the last one counts', async () => {
  const options = ['--env', 'A=1', '-e', 'B=x=y z', '--env', 'A=2', '--env', 'EMPTY=', '--unset', 'C'];
  expect(await changed(options, { A: '0', C: '3', D: '4' })).toEqual({ PATH, A: '2', B: 'x=y z', EMPTY: '', D: '4' });
});

test('--clear-env hands on nothing but what is set; --env NAME the caller’s', async () => {
  const options = ['--clear-env', '--env', 'PATH', '--env', 'A=1', '--env', 'B', '--env', 'NONE'];
  expect(await changed(options, { B: 'b', C: 'c' })).toEqual({ PATH, A: '1', B: 'b' });
});

test('--env-file reads files, the later one wins, and --env over both', async () => {
  const files = { a: 'A=1\nB=1\nC=1\n', b: "# two\nexport B='2 2'\nC=2\n" };
  const options = ['--env', 'C=3', '--env-file', 'a', '--env-file', 'b', '--timeout', '1h', '--'];
  expect(await changed(options, {}, files)).toEqual({ PATH, A: '1', B: '2 2', C: '3' });
});
