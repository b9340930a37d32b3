import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { executable, write } from '../rig/files.ts';
import { type Shop, shop } from './shop.ts';

const HELLO = 'console.log("hello");\n';

/** What doctor says of the only command, and its exit code. */
const examine = async ({ mkbin }: Shop, ...options: readonly string[]) => {
  const { code, stdout } = await mkbin('doctor', '--json', ...options);
  const [{ findings }] = JSON.parse(stdout);
  return { code, findings };
};

/** A command with something done to it that `--fix` can mend. */
const harms: Readonly<
  Record<string, { readonly form: string; readonly harm: (place: Shop, script: string) => void; readonly type: string }>
> = {
  'the link is gone': { form: 'link', type: 'broken', harm: ({ bin }) => rmSync(path.join(bin, 'hello')) },
  'the launcher is gone': { form: 'launcher', type: 'broken', harm: ({ bin }) => rmSync(path.join(bin, 'hello')) },
  'its folder is gone': { form: 'copy', type: 'broken', harm: ({ bin }) => rmSync(bin, { recursive: true }) },
  'the script lost its x bit': { form: 'link', type: 'unfit', harm: (_, script) => chmodSync(script, 0o644) },
  'the script lost its #! line': { form: 'link', type: 'unfit', harm: (_, script) => writeFileSync(script, HELLO) },
  'carriage returns came back': {
    form: 'link',
    type: 'unfit',
    harm: (_, script) => writeFileSync(script, readFileSync(script, 'utf8').replaceAll('\n', '\r\n')),
  },
  'the script of a bundle has changed': {
    form: 'bundle',
    type: 'stale',
    harm: (_, script) => writeFileSync(script, `${HELLO}// changed`),
  },
};

describe.each(Object.entries(harms))('%s', (_, { form, harm, type }) => {
  test('doctor tells, and changes nothing; doctor --fix mends it', async () => {
    const place = shop({ 'hello.js': HELLO });
    await place.install('hello.js', `--${form}`);
    expect(await examine(place)).toEqual({ code: 0, findings: [] });
    const script = path.join(place.here.work, 'hello.js');
    harm(place, script);
    for (let time = 1; time <= 2; time += 1) {
      expect(await examine(place)).toMatchObject({ code: 1, findings: [{ type, isFixable: true, isRepaired: false }] });
    }
    expect(await examine(place, '--fix')).toMatchObject({ code: 0, findings: [{ type, isRepaired: true }] });
    expect((await place.command('hello')).stdout).toBe('hello\n');
    expect(await examine(place)).toEqual({ code: 0, findings: [] });
  });
});

test('a pinned Node that is gone gives way to the one at hand', async () => {
  const place = shop({ 'hello.js': HELLO });
  await place.install('hello.js', '--launcher', '--node', 'pin');
  const record = path.join(place.store, 'hello.json');
  const gone = path.join(place.here.root, 'gone/node');
  for (const file of [record, path.join(place.bin, 'hello')]) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(process.execPath, gone));
  }
  const content = readFileSync(path.join(place.bin, 'hello'));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const known = JSON.parse(readFileSync(record, 'utf8'));
  writeFileSync(record, JSON.stringify({ ...known, files: [{ ...known.files[0], sha256, size: content.length }] }));
  expect(await examine(place)).toMatchObject({ code: 1, findings: [{ type: 'no-interpreter', isFixable: true }] });
  expect(await examine(place, '--fix')).toMatchObject({ code: 0, findings: [{ isRepaired: true }] });
  expect((await place.command('hello')).stdout).toBe('hello\n');
});

test('an interpreter that is nowhere is not said to be repaired', async () => {
  const place = shop({ 'hello.sh': '#!/bin/sh\necho hello\n' });
  await place.install('hello.sh', '--launcher', '--interpreter', 'no-such-shell');
  for (const options of [[], ['--fix']]) {
    expect(await examine(place, ...options)).toMatchObject({
      code: 1,
      findings: [{ type: 'no-interpreter', isFixable: false, isRepaired: false }],
    });
  }
});

test('what is not ours is left alone by --fix, and what to do is told', async () => {
  const { bin, install, mkbin } = shop({ 'hello.js': HELLO });
  await install('hello.js');
  const file = path.join(bin, 'hello');
  rmSync(file);
  writeFileSync(file, 'mine');
  const { code, stdout } = await mkbin('doctor', '--fix');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^hello: ~\/\.local\/bin\/hello is not what mkbin made\n {2}to have the command again: mkbin --force/,
  );
  expect(stdout).toContain('mkbin remove --forget hello');
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('a script that is gone cannot be brought back', async () => {
  const { here, install, mkbin } = shop({ 'hello.js': HELLO });
  await install('hello.js');
  rmSync(path.join(here.work, 'hello.js'));
  expect(await mkbin('doctor', '--fix')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('put it back, or take the command away: mkbin remove hello\n'),
  });
});

test('another command that comes first is named, and so is a folder that is not on PATH', async () => {
  const { bin, here, install, mkbinIn } = shop({ 'hello.js': HELLO });
  await install('hello.js');
  write(here.root, { 'other/hello': executable('x') });
  const { PATH = '' } = here.environment;
  const told = async (search: string) => (await mkbinIn({ environment: { PATH: search } }, 'doctor')).stdout;
  expect(await told(`${here.root}/other:${bin}:${PATH}`)).toMatch(
    /shells find .*other\/hello first\n {2}mkbin who hello/,
  );
  expect(await told(PATH)).toMatch(/~\/\.local\/bin is not on PATH\n {2}mkbin path --apply/);
});

test('import.meta.main is told of where Node does not know it', async () => {
  const files = {
    'hello.mjs': 'if (import.meta.main) console.log(1);\n',
    'ask.mjs': 'console.log(typeof import.meta.main);',
  };
  const { here, install, mkbin } = shop(files);
  const isKnown = (await here.run(process.execPath, ['ask.mjs'])).stdout === 'boolean\n';
  await install('hello.mjs');
  const { code, stdout } = await mkbin('doctor');
  expect(code).toBe(isKnown ? 0 : 1);
  if (isKnown) expect(stdout).toBe('hello: ok\n');
  else expect(stdout).toMatch(/hello\.mjs:2: Node v\d.* does not know import\.meta\.main\n {2}it is known from 22\.18/);
});

test('a damaged record is told of, and set aside by --fix; the others are looked at all the same', async () => {
  const { install, mkbin, store } = shop({ 'hello.js': HELLO });
  await install('hello.js');
  writeFileSync(path.join(store, 'bad.json'), '{');
  for (const [option, words] of [
    ['--quiet', 'mkbin doctor --fix sets it aside'],
    ['--fix', 'it was set aside'],
  ] as const) {
    const { code, stderr, stdout } = await mkbin('doctor', option);
    expect({ code, stdout }).toEqual({ code: 1, stdout: option === '--fix' ? 'hello: ok\n' : '' });
    expect(stderr).toContain(words);
  }
  expect(await mkbin('doctor')).toMatchObject({ code: 0, stderr: '' });
});

test('one command can be examined alone; a name that is none is told', async () => {
  const { install, mkbin } = shop({ 'hello.js': HELLO, 'other.js': HELLO });
  await install('hello.js', 'other.js');
  expect((await mkbin('doctor', 'other')).stdout).toBe('other: ok\n');
  expect(await mkbin('doctor', 'othr')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('did you mean other?'),
  });
});

test('a script that became a folder is a sentence', async () => {
  const { here, install, mkbin } = shop({ 'hello.js': HELLO, 'real/': '' });
  await install('hello.js', '--launcher');
  const script = path.join(here.work, 'hello.js');
  rmSync(script);
  symlinkSync('real', script);
  const { code, stdout } = await mkbin('doctor', '--fix');
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^hello: .*is a folder\n/) });
});
