import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { directory } from '../../../../test/rig/files.ts';
import { type PnpmShim, writeNpmShim, writePnpmShim } from '../../../../test/rig/shims.ts';
import { found, plan, say } from './made-up.ts';
import { COREPACK, DENO, NPM_BEFORE, npmWithPrefix, OLD_SHIMS, YARN, YARN_WRAPPER } from './old-shims.ts';

const SHIM = 'D:\\app\\node_modules\\.bin\\tool.cmd';
const BESIDE = 'D:\\app\\node_modules\\.bin\\node.exe';
const CLI = 'D:\\app\\node_modules\\pkg\\cli.js';
const NODE = 'C:\\node\\node.exe';
const FILES = { [NODE]: '', 'C:\\bin\\sh.exe': '', 'C:\\bin\\deno.exe': '' };

/** The shim that a generator writes for a script with this text, or for something that is no script. */
const generated = async (
  write: (script: string, shim: string) => Promise<void>,
  text: string,
  name = 'cli.js',
): Promise<string> => {
  const root = directory({ [`pkg/${name}`]: text });
  mkdirSync(path.join(root, '.bin'));
  await write(path.join(root, 'pkg', name), path.join(root, '.bin', 'tool.cmd'));
  return readFileSync(path.join(root, '.bin', 'tool.cmd'), 'utf8');
};

const pnpm =
  (options: PnpmShim) =>
  (script: string, shim: string): Promise<void> =>
    writePnpmShim(script, shim, options);

const run = (shim: string, files: Readonly<Record<string, string>> = {}, environment = {}) =>
  plan([SHIM, 'a b', '%PATH%\n"'], { ...FILES, [SHIM]: shim, ...files }, { environment });

const USER = 'a b | %PATH%\n"';

describe.each([
  ['npm', writeNpmShim],
  ['pnpm', writePnpmShim],
])('a shim by %s', (_, write) => {
  test.each([
    ['#!/usr/bin/env node\n', `${NODE} | ${CLI}`],
    ['#!/usr/bin/env -S node --flag --other=1\r\n', `${NODE} | --flag | --other=1 | ${CLI}`],
    ['#!/usr/bin/env sh\n', `C:\\bin\\sh.exe | ${CLI}`],
    ['#!/bin/sh -e\n', `C:\\bin\\sh.exe | -e | ${CLI}`],
    ['#!/usr/bin/env -S deno run\n', `C:\\bin\\deno.exe | run | ${CLI}`],
  ])('for a script that begins with %j', async (text, expected) => {
    expect(say(run(await generated(write, text)))).toBe(`${expected} | ${USER}`);
  });

  test('takes the node.exe beside it', async () => {
    const shim = await generated(write, '#!/usr/bin/env node\n');
    expect(say(run(shim, { [BESIDE]: '' }))).toBe(`${BESIDE} | ${CLI} | ${USER}`);
  });

  test('for a program', async () => {
    const shim = await generated(write, 'MZ', 'tool.exe');
    const program = 'D:\\app\\node_modules\\pkg\\tool.exe';
    expect(say(run(shim, { [program]: '' }))).toBe(`${program} | ${USER}`);
  });

  test('without the interpreter', async () => {
    const shim = await generated(write, '#!/usr/bin/env python3\n');
    expect(say(run(shim))).toBe(`cannot-execute ${SHIM}: python3, which is to run it, was not found`);
  });

  test('is told step by step', async () => {
    const shim = await generated(write, '#!/usr/bin/env node\n');
    expect(found(run(shim)).steps).toEqual([
      { type: 'shim', file: SHIM, script: CLI },
      { type: 'path', directory: 'C:\\node' },
      { type: 'pathext', extension: '.exe' },
    ]);
  });
});

test('variables that a script asks for are set', async () => {
  const shim = await generated(writeNpmShim, '#!/usr/bin/env MODE=fast node\n');
  expect(found(run(shim))).toMatchObject({ file: NODE, environment: { MODE: 'fast' } });
  expect(found(run(shim, {}, { Mode: 'slow' }))).toMatchObject({ environment: { Mode: 'fast' } });
});

test("pnpm's NODE_PATH is set, before one that is there", async () => {
  const shim = await generated(pnpm({ nodePath: ['C:\\a', 'C:\\b (c)'] }), '#!/usr/bin/env node\n');
  expect(found(run(shim)).environment).toEqual({ NODE_PATH: 'C:\\a;C:\\b (c)' });
  expect(found(run(shim, {}, { Node_Path: 'C:\\mine' })).environment).toEqual({
    Node_Path: 'C:\\a;C:\\b (c);C:\\mine',
  });
});

test("pnpm's own node.exe and operands are taken", async () => {
  const shim = await generated(
    pnpm({ nodeExecPath: 'C:\\other node\\node.exe', progArgs: ['one', 'two'] }),
    '#!/usr/bin/env node\n',
  );
  const files = { 'C:\\other node\\node.exe': '' };
  expect(say(run(shim, files))).toBe(`C:\\other node\\node.exe | ${CLI} | one | two | ${USER}`);
});

test('a shim for a batch file leads to the batch file, without a second cmd.exe that reads the operands again', async () => {
  const shim = await generated(writePnpmShim, 'echo', 'tool.bat');
  expect(shim).toContain('cmd /C');
  const planned = plan([SHIM, '"&echo'], { [SHIM]: shim, 'D:\\app\\node_modules\\pkg\\tool.bat': 'echo %1' });
  expect(found(planned)).toMatchObject({
    file: 'C:\\Windows\\System32\\cmd.exe',
    operands: ['/d', '/e:on', '/v:off', '/s', '/c', '""D:\\app\\node_modules\\pkg\\tool.bat" """&echo""'],
  });
});

test.each(Object.entries(OLD_SHIMS))('a shim by %s', (_, shim) => {
  expect(say(run(shim))).toBe(`${NODE} | --flag | ${CLI} | ${USER}`);
  expect(say(run(shim, { [BESIDE]: '' }))).toBe(`${BESIDE} | --flag | ${CLI} | ${USER}`);
  expect(found(run(shim)).environment).toEqual({});
});

test('a shim that asks for a node.cmd beside it takes that, when there is no node.exe', () => {
  const shim = OLD_SHIMS['pnpm 10, for a while'] ?? '';
  const files = { [BESIDE.replace('.exe', '.cmd')]: '@"C:\\other\\node.exe" %*', 'C:\\other\\node.exe': '' };
  expect(say(run(shim, files))).toBe(`C:\\other\\node.exe | --flag | ${CLI} | ${USER}`);
  expect(say(run(shim, { ...files, [BESIDE]: '' }))).toBe(`${BESIDE} | --flag | ${CLI} | ${USER}`);
});

test('a script node.js on PATH is not taken for node', () => {
  const [shim = ''] = Object.values(OLD_SHIMS);
  const files = { 'C:\\bin\\node.js': '#!/usr/bin/env node' };
  const environment = { PATHEXT: '.EXE;.CMD;.JS;.JSE' };
  expect(say(run(shim, files, environment))).toBe(`${NODE} | --flag | ${CLI} | ${USER}`);
});

describe('npm.cmd', () => {
  const NPM = 'C:\\node\\npm.cmd';
  const BIN = 'C:\\node\\node_modules\\npm\\bin';
  const UPDATED = 'C:\\Users\\me\\npm\\node_modules\\npm\\bin';
  const npm = (answer: string | undefined, text = npmWithPrefix('npm'), files = {}) =>
    plan(
      [NPM, 'x'],
      { [NPM]: text, [NODE]: '', ...files },
      {
        answers: answer === undefined ? {} : { [`${NODE} ${BIN}\\npm-prefix.js`]: answer },
      },
    );

  test('runs the npm that came with Node', () => {
    expect(say(npm('C:\\node\n'))).toBe(`${NODE} | ${BIN}\\npm-cli.js | x`);
    expect(say(npm('C:\\Users\\me\\npm\r\n'))).toBe(`${NODE} | ${BIN}\\npm-cli.js | x`);
  });

  test('runs the npm that was installed later', () => {
    const files = { [`${UPDATED}\\npm-cli.js`]: '' };
    expect(say(npm('C:\\Users\\me\\npm\r\n', undefined, files))).toBe(`${NODE} | ${UPDATED}\\npm-cli.js | x`);
  });

  test('runs its own when npm has no answer', () => {
    expect(say(npm(undefined))).toBe(`${NODE} | ${BIN}\\npm-cli.js | x`);
    expect(found(npm('\n')).environment).toEqual({});
  });

  test('of an older Node asks npm itself', () => {
    const planned = plan(
      [NPM, 'x'],
      { [NPM]: NPM_BEFORE, [NODE]: '', [`${UPDATED}\\npm-cli.js`]: '' },
      { answers: { [`${NODE} ${BIN}\\npm-cli.js prefix -g`]: 'C:\\Users\\me\\npm\r\n' } },
    );
    expect(say(planned)).toBe(`${NODE} | ${UPDATED}\\npm-cli.js | x`);
  });

  test('has a brother npx.cmd, and both take the Node on PATH where there is none beside them', () => {
    const planned = plan(['D:\\npm\\npx.cmd', 'x'], { 'D:\\npm\\npx.cmd': npmWithPrefix('npx'), [NODE]: '' });
    expect(say(planned)).toBe(`${NODE} | D:\\npm\\node_modules\\npm\\bin\\npx-cli.js | x`);
  });
});

test.each([
  ['yarn', YARN, {}, `${NODE} | D:\\app\\node_modules\\.bin\\yarn.js`],
  [
    'yarn while it runs a script',
    YARN_WRAPPER,
    { 'C:\\other\\node.exe': '' },
    'C:\\other\\node.exe | C:\\a b\\yarn.cjs | run',
  ],
  ['corepack', COREPACK, {}, `${NODE} | D:\\app\\node_modules\\.bin\\node_modules\\corepack\\dist\\corepack.js`],
  ['deno', DENO, {}, 'C:\\bin\\deno.exe | run | --allow-net | https://example.test/a%20b.ts | --'],
])('a shim by %s', (_, shim, files, expected) => {
  expect(say(run(shim, files))).toBe(`${expected} | ${USER}`);
});

test('a shim in a shim', () => {
  const files = {
    [SHIM]: '@"%~dp0\\..\\inner.cmd" one %*',
    'D:\\app\\node_modules\\inner.cmd': '@SET NODE_PATH=C:\\x\r\n@node "%~dp0\\pkg\\cli.js" two %*',
    [NODE]: '',
  };
  expect(found(plan([SHIM, 'x'], files))).toMatchObject({
    file: NODE,
    operands: [CLI, 'two', 'one', 'x'],
    environment: { NODE_PATH: 'C:\\x' },
  });
});

test('a shim that runs itself runs nothing', () => {
  expect(say(run('@"%~dp0\\tool.cmd" %*'))).toMatch(
    /^cannot-execute .*tool\.cmd, which is to run it, .*: it runs itself$/,
  );
});

const SHIM_LINE = '@node "%~dp0\\..\\pkg\\cli.js" %*';

test.each([
  ['nothing', ''],
  ['a command of cmd.exe', '@echo "%~dp0" %*'],
  ['a command of cmd.exe with a dot', '@echo."%~dp0" %*'],
  ['call', '@call "%~dp0\\x.cmd" %*'],
  ['another cmd.exe', '@cmd /d /c "%~dp0\\x.bat" %*'],
  ['start', 'start "" "%~dp0\\x.exe" %*'],
  ['two commands', `${SHIM_LINE}\r\n${SHIM_LINE}`],
  ['two commands in a line', `@node a & ${SHIM_LINE}`],
  ['a command that gets no operands', `@node "%~dp0\\a.js"\r\n${SHIM_LINE}`],
  ['something after the command', `${SHIM_LINE}\r\n@echo done`],
  ['a variable after the command', `${SHIM_LINE}\r\n@SET X=1`],
  ['an output that goes elsewhere', '@node "%~dp0\\cli.js" %* > out'],
  ['a pipe', '@node "%~dp0\\cli.js" %* | more'],
  ['operands in the middle', '@node "%~dp0\\cli.js" %* --last'],
  ['single operands', '@node "%~dp0\\cli.js" %1 %2'],
  ['an operand and all of them', '@node "%1\\cli.js" %*'],
  ['the current directory', '@node "%CD%\\cli.js" %*'],
  ['the name of the file', '@node "%~f0" %*'],
  ['a substring', '@node "%X:~0,1%" %*'],
  ['a caret', '@node ^"%~dp0\\cli.js" %*'],
  ['quotes in quotes', '@node "a\\"b" "%~dp0\\cli.js" %*'],
  ['an open block', `@IF EXIST "%~dp0\\x" (\r\n${SHIM_LINE}`],
  ['a block that was not opened', `${SHIM_LINE}\r\n)`],
  ['no command in the block that is run', `@IF EXIST "%~dp0\\x" (\r\n${SHIM_LINE}\r\n)`],
  ['an end before the command', `@exit /b\r\n${SHIM_LINE}`],
  ['a label', `:again\r\n${SHIM_LINE}`],
  ['a jump', `@goto start\r\n:start\r\n${SHIM_LINE}`],
  ['a file that is not UTF-8', `@node "%~dp0\\\ufffd.js" %*`],
  ['a long file', `${':: \r\n'.repeat(4000)}${SHIM_LINE}`],
])('a batch file is no shim when it has %s', (_, text) => {
  expect(found(plan([SHIM, 'x'], { ...FILES, [SHIM]: text }))).toMatchObject({
    file: 'C:\\Windows\\System32\\cmd.exe',
    verbatim: true,
  });
});
