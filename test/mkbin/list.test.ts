import { appendFileSync, chmodSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { searchPath } from '../rig/environment.ts';
import { executable } from '../rig/files.ts';
import { toolPath } from '../rig/tool.ts';
import { type Shop, shop, TELLS } from './shop.ts';

const FILES = {
  'hello.js': TELLS,
  'sub/interpreter': executable('#!/bin/sh\n'),
  'first/hello': executable('#!/bin/sh\n'),
};

/** By the Node of the test, as PATH may have none. */
const list = ({ bin, here }: Shop, PATH = searchPath(bin), ...operands: readonly string[]) =>
  here.run(process.execPath, [toolPath('mkbin'), 'list', ...operands], { environment: { PATH } });

const listed = async (place: Shop, PATH?: string) => {
  const { code, stdout } = await list(place, PATH, '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
};

const made = ({ bin }: Shop): string => path.join(bin, 'hello');
const script = ({ here }: Shop): string => path.join(here.work, 'hello.js');

interface Case {
  readonly operands?: readonly string[];
  readonly spoil: (place: Shop) => void;
  readonly search?: (place: Shop) => string;
  readonly state: string;
  readonly reason: RegExp;
}

const CASES: Readonly<Record<string, Case>> = {
  'its link is gone': { spoil: (place) => rmSync(made(place)), state: 'broken', reason: /bin\/hello is gone/ },
  'its script is gone': {
    spoil: (place) => rmSync(script(place)),
    state: 'broken',
    reason: /the script .*hello\.js is gone/,
  },
  'its launcher has lost its script': {
    operands: ['--launcher'],
    spoil: (place) => rmSync(script(place)),
    state: 'broken',
    reason: /the script .*hello\.js is gone/,
  },
  'something else is in its place': {
    spoil: (place) => {
      rmSync(made(place));
      writeFileSync(made(place), 'mine');
    },
    state: 'replaced',
    reason: /is not what mkbin made/,
  },
  'its copy was edited': {
    operands: ['--copy'],
    spoil: (place) => appendFileSync(made(place), '// mine\n'),
    state: 'replaced',
    reason: /is not what mkbin made/,
  },
  'its copy was edited, and is as long as it was': {
    operands: ['--copy'],
    spoil: (place) => writeFileSync(made(place), readFileSync(made(place), 'utf8').replace('log', 'LOG')),
    state: 'replaced',
    reason: /is not what mkbin made/,
  },
  'its interpreter is gone': {
    operands: ['--interpreter', 'WORK/sub/interpreter', '--launcher'],
    spoil: (place) => rmSync(path.join(place.here.work, 'sub/interpreter')),
    state: 'no-interpreter',
    reason: /interpreter is not there/,
  },
  'no Node is on PATH': {
    spoil: () => {},
    search: ({ bin }) => bin,
    state: 'no-interpreter',
    reason: /node is not there/,
  },
  'its folder is not on PATH': {
    spoil: () => {},
    search: () => `${path.dirname(process.execPath)}:/usr/bin:/bin`,
    state: 'not-on-path',
    reason: /\.local\/bin is not on PATH/,
  },
  'another comes earlier on PATH': {
    spoil: () => {},
    search: ({ bin, here }) => `${here.work}/first:${bin}:${path.dirname(process.execPath)}`,
    state: 'shadowed',
    reason: /shells find .*first\/hello first/,
  },
};

describe('list', () => {
  test.each(Object.entries(CASES))('%s: it says so', async (_, { operands = [], spoil, search, state, reason }) => {
    const place = shop(FILES);
    await place.install('hello.js', ...operands.map((word) => word.replace('WORK', place.here.work)));
    expect(await listed(place)).toMatchObject([{ name: 'hello', state: 'ok', reason: null }]);
    spoil(place);
    const [found] = await listed(place, search?.(place));
    expect(found).toMatchObject({ state, reason: expect.stringMatching(reason) });
    const { stdout } = await list(place, search?.(place));
    expect(stdout).toMatch(new RegExp(`^hello .*${state}: `, 'm'));
  });

  test('a file that was touched, and is what it was, is no other', async () => {
    const place = shop(FILES);
    await place.install('--copy', 'hello.js');
    utimesSync(made(place), 1, 1);
    chmodSync(made(place), 0o700);
    expect(await listed(place)).toMatchObject([{ state: 'ok' }]);
  });

  test('--json has what there is to know', async () => {
    const place = shop({ ...FILES, 'other.sh': '' });
    const before = Date.now();
    await place.install('hello.js', 'other.sh', '--launcher');
    const [hello, other] = await listed(place);
    expect(hello).toEqual({
      name: 'hello',
      path: made(place),
      form: 'launcher',
      target: script(place),
      state: 'ok',
      reason: null,
      installedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(other).toMatchObject({ name: 'other' });
    const at = Date.parse(String(hello?.installedAt));
    expect(at >= before && at <= Date.now()).toBe(true);
  });

  test('--quiet prints the names', async () => {
    const place = shop({ ...FILES, 'b.js': TELLS });
    await place.install('hello.js', 'b.js');
    expect((await place.mkbin('list', '--quiet')).stdout).toBe('b\nhello\n');
  });

  test('nothing is nothing', async () => {
    const place = shop();
    expect(await place.mkbin('list', '--json')).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' });
    expect(await place.mkbin('list', '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await place.mkbin('list')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('mkbin FILE'),
      stderr: '',
    });
  });

  test('a script that is called like a verb is named with its folder', async () => {
    const place = shop({ list: '#!/bin/sh\necho listed\n' });
    expect(await place.mkbin('list')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^no commands/) });
    await place.install('./list');
    expect((await place.command('list')).stdout).toBe('listed\n');
    expect((await place.mkbin('lst')).stderr).toContain('did you mean the verb list?');
  });
});

test('list with commands loads nothing that costs time', async () => {
  const place = shop(FILES);
  await place.install('hello.js');
  place.here.write({
    'spy.cjs': `process.on('exit', () => process._rawDebug(process.moduleLoadList.join(' ')));`,
  });
  const environment = { NODE_OPTIONS: `--require=${place.here.work}/spy.cjs` };
  const { code, stderr } = await place.mkbinIn({ environment }, 'list');
  expect(code).toBe(0);
  expect(stderr).toContain('NativeModule fs');
  for (const module of ['net', 'child_process', 'tty', 'assert', 'crypto']) {
    expect(stderr.split(/ ?NativeModule /)).not.toContain(module);
  }
});
