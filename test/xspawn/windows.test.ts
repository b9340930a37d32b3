// xspawn in node.exe under wine: what is typed is what the program gets, whatever kind of file the command is.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { npmWithPrefix } from '../../packages/core/test/windows/old-shims.ts';
import { write } from '../rig/files.ts';
import type { Ended } from '../rig/run.ts';
import { writeNpmShim, writePnpmShim } from '../rig/shims.ts';
import { toolPath } from '../rig/tool.ts';
import { makeWindows, noWindows, type Windows } from '../rig/wine.ts';

/** Operands that something on the way would like to change. */
const AWKWARD: readonly string[] = [
  ...['plain', 'a b', '', '"', 'a"b c', '"a b"', '%CD%', '100%', '%~1', '%%', '^', '^^"', '&', '"&echo INJ&"', '|'],
  ...['<>', '!x!', 'end\\', 'a b\\', '\\"', '\\\\" x', '*', '?', '()', ',;=', "'", 'é漢', 'a\tb', 'a\nb', '`', '[]'],
];

const EXPANDED = "wine's cmd.exe expands % in the operands of a batch file once more; that of Windows does not";

/** What the cmd.exe of wine cannot judge. */
const NOT_JUDGED: Readonly<Record<string, string>> = { '%CD%': EXPANDED, '100%': EXPANDED, '%%': EXPANDED };

const TELL = 'process.stdout.write(JSON.stringify(process.argv.slice(2)));';
const TOLD = `#!/usr/bin/env node\n${TELL}`;

const FILES = {
  'tell.js': TELL,
  'end.js': '#!/usr/bin/env node\nprocess.exit(Number(process.argv[2]))',
  'node_modules/pkg/cli.js': TOLD,
  'node_modules/pkg/path.js': '#!/usr/bin/env node\nprocess.stdout.write(process.env.NODE_PATH);',
  'global/node_modules/pkg/cli.js': TOLD,
  'with spaces & more/pkg/cli.js': TOLD,
  'bin/script': `#!/usr/bin/env -S node --no-warnings\n${TELL}`,
  'bin/batch.cmd': `@echo off\r\nrem no shim\r\nnode "%~dp0..\\tell.js" %*\r\n`,
  'bin/ending.bat': '@echo off\r\nrem no shim\r\nexit /b %1\r\n',
  'bin/silent.bat': '@echo off\r\nrem no shim\r\n',
  'here.cmd': '@echo here\r\n',
  'npm/npm.cmd': npmWithPrefix('npm'),
  'npm/node_modules/npm/bin/npm-prefix.js': `console.log(require('path').resolve(__dirname, '../../../../updated'));`,
  'npm/node_modules/npm/bin/npm-cli.js': "process.stdout.write('the old npm');",
  'updated/node_modules/npm/bin/npm-cli.js': TELL,
};

let windows: Windows;
let root: string;

const makeShims = async (): Promise<void> => {
  for (const folder of ['node_modules/.bin', 'with spaces & more/.bin']) mkdirSync(path.join(root, folder));
  const at = (name: string): string => path.join(root, name);
  await writeNpmShim(at('node_modules/pkg/cli.js'), at('node_modules/.bin/local.cmd'));
  await writeNpmShim(at('global/node_modules/pkg/cli.js'), at('global/global.cmd'));
  await writeNpmShim(at('with spaces & more/pkg/cli.js'), at('with spaces & more/.bin/spaced.cmd'));
  await writeNpmShim(at('end.js'), at('bin/end.cmd'));
  await writePnpmShim(at('node_modules/pkg/cli.js'), at('bin/pnpm-shim.cmd'));
  await writePnpmShim(at('node_modules/pkg/path.js'), at('bin/node-path.cmd'), { nodePath: ['C:\\a b', 'C:\\c'] });
};

beforeAll(async () => {
  if (noWindows !== undefined) return;
  windows = await makeWindows();
  root = mkdtempSync(path.join(os.tmpdir(), 'proctools-'));
  write(root, FILES);
  await makeShims();
});

afterAll(async () => {
  await windows?.remove();
  if (root) rmSync(root, { recursive: true, force: true });
});

beforeEach(({ skip }) => {
  if (noWindows !== undefined) skip(noWindows);
});

/** The folders on PATH, as the scripts lie in them. */
const FOLDERS = ['bin', 'node_modules/.bin', 'global', 'with spaces & more/.bin', 'npm'];

const xspawn = (...operands: readonly string[]): Promise<Ended> => {
  const folders = FOLDERS.map((name) => path.join(root, name));
  return windows.node(toolPath('xspawn'), operands, { cwd: root, path: folders });
};

const received = ({ stdout, stderr, code }: Ended): unknown => {
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return JSON.parse(stdout);
};

describe(`${AWKWARD.length} awkward operands arrive as they are`, () => {
  test.each([
    ['in a program', ['node', 'tell.js']],
    ['through a shim of npm', ['local']],
    ['through a shim of npm for a global package', ['global']],
    ['through a shim of npm in a folder with blanks and an ampersand', ['spaced']],
    ['through a shim of pnpm', ['pnpm-shim']],
    ['through a script without an extension', ['script']],
    ['through npm.cmd, when npm was updated later', ['npm']],
  ])('%s', async (_, command) => {
    expect(received(await xspawn(...command, ...AWKWARD))).toEqual(AWKWARD);
  });
});

describe('a batch file', () => {
  const ALONE = '%~1'; // together with others it makes the cmd.exe of wine crash
  const judged = AWKWARD.filter((operand) => !(operand in NOT_JUDGED) && operand !== ALONE && !operand.includes('\n'));

  test(`gets ${judged.length} awkward operands as they are`, async () => {
    expect(received(await xspawn('batch', ...judged))).toEqual(judged);
  });

  test(`gets ${ALONE} as it is`, async () => {
    expect(received(await xspawn('batch', ALONE))).toEqual([ALONE]);
  });

  test.for(Object.entries(NOT_JUDGED))('gets %j as it is', ([, reason], { skip }) => skip(reason));

  test('runs nothing that an operand says', async () => {
    const operands = [
      '"&echo INJ&"',
      '"&echo INJ',
      '&echo INJ',
      '\\"&echo INJ&\\"',
      '^"&echo INJ&^"',
      '|echo INJ',
      '"\\"&echo INJ&',
    ];
    expect(await xspawn('silent', ...operands)).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  test.each([
    ['line feed', 'a\nb'],
    ['carriage return', 'a\rb'],
  ])('that would have to get a %s is not run', async (_, operand) => {
    const { code, stdout, stderr } = await xspawn('batch', 'plain', operand);
    expect({ code, stdout }).toEqual({ code: 126, stdout: '' });
    expect(stderr).toMatch(/^xspawn: .*batch\.cmd.*: operand 2 has a line break in it/);
  });

  test('passes its exit code on', async () => {
    expect(await xspawn('ending', '9')).toMatchObject({ code: 9, stdout: '' });
  });
});

test.each([1, 255])('the exit code %i of a program is passed on', async (code) => {
  expect(await xspawn('node', 'end.js', String(code))).toMatchObject({ code, stderr: '' });
});

test('the exit code of a shim is passed on', async () => {
  expect(await xspawn('end', '7')).toMatchObject({ code: 7, stdout: '', stderr: '' });
});

test('NODE_PATH of a shim is set', async () => {
  expect(await xspawn('node-path')).toMatchObject({ code: 0, stdout: 'C:\\a b;C:\\c' });
});

test('a command in the current directory is run only when its path is typed', async () => {
  expect(await xspawn('here')).toMatchObject({ code: 127, stdout: '' });
  expect(await xspawn('./here')).toMatchObject({ code: 0, stdout: 'here\r\n' });
});

test('a file that Windows cannot execute is refused', async () => {
  const { code, stdout, stderr } = await xspawn('./tell.js');
  expect({ code, stdout }).toEqual({ code: 126, stdout: '' });
  expect(stderr).toContain('it is no program, and has no #! line that names one');
});

test.each([
  ['local', /local\.cmd is a batch file that only runs .*cli\.js: that is run, without cmd\.exe/],
  ['batch', /batch\.cmd is a batch file: .*cmd\.exe runs it, its operands quoted/],
  ['script', /script is a script: #!\/usr\/bin\/env -S node --no-warnings/],
])('--explain tells what becomes of %s, and runs nothing', async (name, words) => {
  const { code, stdout } = await xspawn('--explain', name, 'a b');
  expect(code).toBe(0);
  expect(stdout).toMatch(words);
});

test('several commands run side by side, each line whole and with its name', async () => {
  const commands = ['end', '0', ':::', './here', ':::', 'local', 'a b', '"&echo INJ&"'];
  const { code, stderr, stdout } = await xspawn('--all', '--names', 'one,two,three', '--', ...commands);
  const lines = stdout.split(/\r?\n/).filter(Boolean);
  expect({ code, lines: lines.sort() }, stderr).toEqual({
    code: 0,
    lines: ['[three] ["a b","\\"&echo INJ&\\""]', '[two]   here'],
  });
});

test('the first that fails ends the others', async () => {
  const waits = ['node', '-e', 'setInterval(() => {}, 1e6)'];
  const ended = await xspawn('--all', '--halt', 'now', '--', 'node', 'end.js', '5', ':::', ...waits);
  expect(ended).toMatchObject({ code: 5, stdout: '' });
});

test('a command that takes too long is ended', async () => {
  const ended = await xspawn('--timeout', '1s', 'node', '-e', 'setInterval(() => {}, 1e6)');
  expect(ended).toMatchObject({ code: 124, stdout: '' });
});

test('jobs run, too, and their operands arrive as they are', async () => {
  const inputs = ['a b', '"&echo INJ&"', '100%'];
  const { code, stdout } = await xspawn('--each', '--keep-order', '--', 'local', ':::', ...inputs);
  expect({ code, stdout }).toEqual({ code: 0, stdout: inputs.map((input) => JSON.stringify([input])).join('') });
});
