import { cpSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { type Tool, tools } from './tools.ts';

/** As a package manager does it: the files of the package somewhere, and a link to one of them on PATH. */
const install = (here: Scene, { name, file }: Tool): string => {
  const home = path.join(here.root, 'lib', name);
  cpSync(path.dirname(file), path.join(home, 'dist'), { recursive: true });
  mkdirSync(path.join(here.root, 'bin'));
  const link = path.join(here.root, 'bin', name);
  symlinkSync(path.relative(path.dirname(link), path.join(home, 'dist', path.basename(file))), link);
  return link;
};

describe.each(tools)('$name', (tool) => {
  test('is a file that can be executed, for env and node', () => {
    expect(statSync(tool.file).mode & 0o777).toBe(0o755);
    expect(readFileSync(tool.file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test.each(['--version', '--help', '--man', '--completion bash', '--no-such-option'])(
    '%s runs from any folder, through a link, with no node_modules near',
    async (words) => {
      const here = scene();
      const link = install(here, tool);
      for (const cwd of ['/', here.work, '/proc']) {
        const { code, stderr } = await here.run(link, words.split(' '), { cwd });
        expect(code).toBe(words === '--no-such-option' ? tool.record.usageCode : 0);
        expect(stderr).not.toMatch(/^ {4}at /m);
      }
    },
  );

  test('nothing in it looks for a package beside it', () => {
    const foreign = /\brequire\("(?!node:|\.{0,2}\/)([^"]+)"\)/g;
    const builtin = new Set(process.getBuiltinModule('node:module').builtinModules);
    const found = [...readFileSync(tool.file, 'utf8').matchAll(foreign)].map((match) => match[1] ?? '');
    expect(found.filter((name) => !builtin.has(name))).toEqual([]);
  });
});

const LOADED = `process.on('exit', () => {
  require('fs').writeFileSync(process.env.LOADED_FILE, process.moduleLoadList.join('\\n'));
});`;

const COSTLY = ['net', 'child_process', 'tty', 'assert'];

const costlyModulesOf = async (here: Scene, name: string, words: readonly string[]): Promise<readonly string[]> => {
  const [spy, list] = [path.join(here.work, 'spy.cjs'), path.join(here.work, 'loaded')];
  here.write({ 'spy.cjs': LOADED });
  const environment = { NODE_OPTIONS: `--require=${spy}`, LOADED_FILE: list };
  const { code } = await here.tool(name, words, { environment });
  expect(code).toBe(0);
  const loaded = readFileSync(list, 'utf8').split('\n');
  expect(loaded).toContain('NativeModule fs');
  return COSTLY.filter((module) => loaded.includes(`NativeModule ${module}`));
};

test.each(tools)('$name --version loads nothing that costs time', async ({ name }) => {
  expect(await costlyModulesOf(scene(), name, ['--version'])).toEqual([]);
});

test.each([['list'], ['list', '--json'], ['status', 'sleep'], ['status', 'sleep', '--json'], ['logs', 'sleep']])(
  'daemonize %s %s loads nothing that costs time',
  async (...words) => {
    const here = scene();
    await here.daemonize('--settle', '0', 'sleep', '1000');
    expect(await costlyModulesOf(here, 'daemonize', words)).toEqual([]);
  },
);

test('daemonize works in full where only its own files are: start with Node in between, wait for a command, stop', async () => {
  const here = scene();
  const [tool] = tools.filter(({ name }) => name === 'daemonize');
  const link = install(here, tool ?? expect.fail());
  const options = ['--env', 'A.B=1', '--ready', 'exec:true', '--name', 'x'];
  expect(await here.run(link, [...options, 'sleep', '1000'], { cwd: '/' })).toMatchObject({ code: 0, stderr: '' });
  for (const words of [
    ['list'],
    ['status', 'x'],
    ['logs', 'x'],
    ['events', 'x'],
    ['wait', 'x'],
    ['signal', 'x', 'CONT'],
  ])
    expect(await here.run(link, words, { cwd: '/' })).toMatchObject({ code: 0, stderr: '' });
  for (const words of [
    ['restart', 'x'],
    ['stop', 'x'],
    ['remove', 'x'],
  ])
    expect(await here.run(link, words, { cwd: '/' })).toMatchObject({ code: 0, stderr: '' });
});
