// mkbin in node.exe under wine: the shims that it writes, run by cmd.exe.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bundle } from '../../packages/mkbin/src/forms/bundle.ts';
import { requestFor } from '../../packages/mkbin/test/requests.ts';
import { type Literal, write } from '../rig/files.ts';
import type { Ended } from '../rig/run.ts';
import { toolPath } from '../rig/tool.ts';
import { makeWindows, noWindows, type Windows, windowsPath } from '../rig/wine.ts';

const TELL = 'process.stdout.write(JSON.stringify(process.argv.slice(2)));\n';

const FILES: Literal = {
  'tell.js': TELL,
  'end.js': 'process.exit(Number(process.argv[2]));\n',
  'with spaces & more/te%ll.js': TELL,
  'options.mjs': 'process.stdout.write(process.execArgv.join());\n',
  'many.ts': `import { own } from './own.ts';\nconst text: string = own;\nprocess.stdout.write(text);\n`,
  'own.ts': `export const own = 'own';\n`,
  // The line as it is typed at the prompt of cmd.exe.
  'prompt.cjs': `const { spawnSync } = require('node:child_process');
const operands = ['/d', '/s', '/c', '"' + process.argv[2] + '"'];
process.exit(spawnSync('cmd.exe', operands, { stdio: 'inherit', windowsVerbatimArguments: true }).status);
`,
};

let windows: Windows;
let root: string;
const at = (...names: readonly string[]): string => path.join(root, ...names);

beforeAll(async () => {
  if (noWindows !== undefined) return;
  windows = await makeWindows();
  root = mkdtempSync(path.join(os.tmpdir(), 'proctools-'));
  write(root, FILES);
  mkdirSync(at('home'));
});

afterAll(async () => {
  await windows?.remove();
  if (root) rmSync(root, { recursive: true, force: true });
});

beforeEach(({ skip }) => {
  if (noWindows !== undefined) skip(noWindows);
});

/** A script, as Windows names it. */
const script = (name: string): string => windowsPath(at(name));

/** The bin directory, with a name that has to be quoted. */
const BIN = 'home/bin & more';

const setting = () => ({
  cwd: at('home'),
  path: [at(BIN)],
  environment: { XDG_DATA_HOME: windowsPath(at('home/data')) }, // wine has its own LOCALAPPDATA, which all suites share
});

const mkbin = (...operands: readonly string[]): Promise<Ended> => windows.node(toolPath('mkbin'), operands, setting());

/** Installs, without the trial run. */
const install = async (...operands: readonly string[]): Promise<void> => {
  const ended = await mkbin('--no-check', '--dir', windowsPath(at(BIN)), ...operands);
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
};

/** Types a line at the prompt of cmd.exe. */
const typed = (line: string): Promise<Ended> => windows.node(at('prompt.cjs'), [line], setting());

test('a command is three shims, and nothing happens to the script', async () => {
  await install(script('tell.js'));
  expect(readdirSync(at(BIN)).sort()).toEqual(['tell', 'tell.cmd', 'tell.ps1']);
  expect(readFileSync(at('tell.js'), 'utf8')).toBe(TELL);
});

test('operands arrive as they were typed', async () => {
  await install(script('tell.js'));
  const { code, stdout } = await typed('tell plain "a b" "" "x&y" ^caret "é漢" end\\');
  expect({ code, operands: JSON.parse(stdout) }).toEqual({
    code: 0,
    operands: ['plain', 'a b', '', 'x&y', 'caret', 'é漢', 'end\\'],
  });
});

test('the exit code is passed on', async () => {
  await install(script('end.js'));
  expect((await typed('end 7')).code).toBe(7);
  expect((await typed('end 0')).code).toBe(0);
});

test('a script in a folder with blanks, an ampersand and a percent sign is found', async () => {
  await install('--name', 'odd', script('with spaces & more/te%ll.js'));
  expect((await typed('odd "a b"')).stdout).toBe('["a b"]');
});

test('options for Node, and a pinned Node, come into the shims', async () => {
  await install(script('options.mjs'), '--node', 'pin', '--node-options', '--no-warnings --stack-size=900');
  expect((await typed('options')).stdout).toBe('--no-warnings,--stack-size=900');
  expect(readFileSync(at(BIN, 'options.cmd'), 'utf8')).toMatch(/node\.exe" +--no-warnings/);
});

test('what is installed is run once, and measured', async () => {
  const { code, stderr } = await mkbin('--dir', windowsPath(at(BIN)), '--name', 'checked', script('tell.js'));
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/checked: starts in \d+ms, Node alone in \d+ms/),
  });
});

test('a bundle is a file and three shims, and runs without what it was made of', async () => {
  // The esbuild that is here is none for Windows.
  const { entries } = await bundle(requestFor(at('many.ts'), { name: 'many', platform: 'win32' }));
  expect(entries.map(({ name }) => name)).toEqual(['many.cjs', 'many.cmd', 'many.ps1', 'many']);
  for (const entry of entries) if (entry.type === 'file') writeFileSync(at(BIN, entry.name), entry.bytes);
  for (const name of ['many.ts', 'own.ts']) rmSync(at(name));
  expect((await typed('many')).stdout).toBe('own');
});

test('a range of versions is refused, as nothing would check it', async () => {
  const { code, stderr } = await mkbin('--no-check', '--node', '>=18', script('tell.js'));
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^mkbin: --node ">=18" cannot be checked on Windows\n {2}use --node pin/),
  });
});

test('list knows them, and remove takes all three away', async () => {
  await install(script('tell.js'));
  expect(JSON.parse((await mkbin('list', '--json')).stdout)).toContainEqual(
    expect.objectContaining({ name: 'tell', form: 'launcher', state: 'ok' }),
  );
  expect((await mkbin('remove', 'tell')).code).toBe(0);
  expect(readdirSync(at(BIN)).filter((name) => name.startsWith('tell'))).toEqual([]);
});
