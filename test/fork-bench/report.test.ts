import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { saved } from './saved.ts';

const report = (here: Scene, ...operands: readonly string[]) => here.tool('fork-bench', ['report', ...operands]);

const contentOf = (here: Scene, file: string): string => readFileSync(path.join(here.work, file), 'utf8');

test('kept results are shown again, of all kinds, one file after the other', async () => {
  const here = scene(saved);
  const { code, stderr, stdout } = await report(here, 'two.json', 'suite.json', 'claims.json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('node a.js is 1.23 × faster than node b.js (95 %: 1.19 – 1.27)');
  expect(stdout).toContain('  fork                     18.5 ms');
  expect(stdout).toContain('holds: 1, does not hold: 1, depends: 1');
});

test('with ASCII alone where LANG says so', async () => {
  const here = scene(saved);
  const { stdout } = await here.tool('fork-bench', ['report', 'suite.json'], { environment: { LANG: 'C' } });
  expect(stdout).toContain('  fork                     18.5 ms  22.2  29.6  18.1 - 18.9  180  ##############\n');
});

test('- is standard input, and --json prints what was read', async () => {
  const here = scene(saved);
  const { code, stdout } = await here.tool('fork-bench', ['report', '-', '--json'], { stdin: saved['all.json'] });
  expect({ code, stdout }).toEqual({ code: 0, stdout: saved['all.json'] });
});

test('all exports are written at once; nobody else sees less than his umask allows', async () => {
  const here = scene(saved);
  const exports = ['json', 'csv', 'markdown', 'asciidoc', 'orgmode', 'svg'].map((kind) => `--export-${kind}=r.${kind}`);
  const ended = await report(here, 'two.json', '--quiet', ...exports, '--html=r.html', '-u', 'second');
  expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(contentOf(here, 'r.json')).toBe(saved['two.json']);
  expect(contentOf(here, 'r.csv')).toMatch(/^command,mean,stddev,median,user,system,min,max,.*\nnode a\.js,0\.0/);
  expect(contentOf(here, 'r.markdown')).toContain('| Command | Mean [s] | Min [s] | Max [s] | Relative |');
  expect(contentOf(here, 'r.asciidoc')).toMatch(/\|===\n$/);
  expect(contentOf(here, 'r.orgmode')).toMatch(/^\| Command \|/);
  expect(contentOf(here, 'r.svg')).toMatch(/^<svg class="picture"/);
  expect(contentOf(here, 'r.html')).toMatch(/^<!doctype html>/);
  expect(statSync(path.join(here.work, 'r.json')).mode & 0o777).toBe(0o666 & ~process.umask());
  expect(readdirSync(here.work).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('an export to - has standard output to itself', async () => {
  const here = scene(saved);
  const { code, stdout } = await report(here, 'scan.json', '--export-csv', '-');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^command,/);
  expect(stdout.trim().split('\n')).toHaveLength(4);
});

test('a full disk and a missing folder are told, with code 1, and the others are written', async () => {
  const here = scene(saved);
  const ended = await report(
    here,
    'two.json',
    '-q',
    '--export-json=/dev/full',
    '--html=no/r.html',
    '--export-csv=r.csv',
  );
  expect(ended.code).toBe(1);
  expect(ended.stderr).toBe(
    'fork-bench: --export-json: cannot write /dev/full: no space left on device (ENOSPC)\n' +
      'fork-bench: --html: cannot write no/r.html: no such file or directory (ENOENT)\n',
  );
  expect(contentOf(here, 'r.csv')).toMatch(/^command,/);
});

test('an export goes through a link and into a pipe', async () => {
  const here = scene({ ...saved, 'there.csv': 'old' });
  symlinkSync('there.csv', path.join(here.work, 'link.csv'));
  await report(here, 'two.json', '-q', '--export-csv=link.csv');
  expect(contentOf(here, 'there.csv')).toMatch(/^command,/);
  const line = '"$0" report two.json -q --export-csv=/dev/stdout | wc -l';
  expect((await here.run('sh', ['-c', line, toolPath('fork-bench')])).stdout.trim()).toBe('3');
});

test.each([
  ['', 'empty'],
  ['{"type":"suite"', 'line 1: not JSON, or cut short'],
  ['{"a":1}', 'JSON, but no results of fork-bench'],
  [saved['suite.json'].replace('"ms"', '"days"'), 'no results that can be read: measurements.0.unit: expected '],
])('a damaged file is told in a sentence, with code 1, and nothing is written: %#', async (text, why) => {
  const here = scene({ ...saved, 'bad.json': text });
  const ended = await report(here, 'two.json', 'bad.json', '--export-csv=r.csv');
  expect(ended.code).toBe(1);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toMatch(/^fork-bench: bad\.json[,:] /);
  expect(ended.stderr).toContain(why);
  expect(ended.stderr).toContain('\n  results are what fork-bench writes with --json or --export-json');
  expect(ended.stderr).not.toMatch(/^ {4}at /m);
  expect(readdirSync(here.work)).not.toContain('r.csv');
});

test('a file that is not there, a folder, and no operand', async () => {
  const here = scene();
  expect(await report(here, 'gone.json')).toMatchObject({
    code: 1,
    stderr: 'fork-bench: cannot read gone.json: no such file or directory (ENOENT)\n',
  });
  expect(await report(here, '.')).toMatchObject({ code: 1 });
  expect(await report(here)).toMatchObject({ code: 2 });
});
