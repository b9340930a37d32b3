import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';

/** What hyperfine 1.15 writes, but for fields that nobody needs. */
const written = (...lists: readonly (readonly number[])[]): string =>
  JSON.stringify({
    results: lists.map((times, at) => ({
      command: `command ${at + 1}`,
      mean: 1,
      stddev: 0,
      times,
      exit_codes: times.map(() => 0),
    })),
  });

const steady = (centre: number): readonly number[] =>
  Array.from({ length: 40 }, (_, at) => centre * (1 + ((at * 7) % 11) / 400));

const drifting = (centre: number): readonly number[] => steady(centre).map((time, at) => time * (1 + at / 60));

test.each([
  ['steady and far apart', steady(0.1), steady(0.2), 'a-faster', /^command 1 is 2\.000 × faster than command 2$/m],
  ['steady and the same', steady(0.1), steady(0.1), 'same', /^the same$/m],
  ['few', [0.1, 0.1], [0.2, 0.2], 'cannot-tell', /^cannot tell: /m],
  ['drifting by more than they differ', drifting(0.1), drifting(0.13), 'cannot-tell', /^cannot tell: /m],
])('of commands that were %s it says so', async (_, a, b, verdict, sentence) => {
  const here = scene({ 'h.json': written(a, b) });
  const ended = await here.tool('fork-bench', ['import', 'h.json', '--json']);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const { commands, pairs } = JSON.parse(ended.stdout);
  expect(commands).toMatchObject([{ name: 'command 1', n: a.length }, { name: 'command 2' }]);
  expect(pairs).toMatchObject([{ a: 'command 1', b: 'command 2', verdict }]);
  const { code, stdout } = await here.tool('fork-bench', ['import', 'h.json']);
  expect(code).toBe(0);
  expect(stdout).toMatch(sentence);
  expect(stdout).toContain('one after the other');
  expect(stdout.replaceAll('\n', ' ')).toContain("fork-bench 'command 1' 'command 2'");
});

test('a single command is judged by itself', async () => {
  const here = scene({ 'h.json': written(drifting(0.1)) });
  const { stdout } = await here.tool('fork-bench', ['import', 'h.json', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ commands: [{ isDrifting: true, n: 40 }], pairs: [] });
  expect((await here.tool('fork-bench', ['import', 'h.json'])).stdout).toMatch(/^command 1 +40 /m);
});

test.each([
  ['not JSON', 'results: 1', /^fork-bench: h\.json/],
  ['cut short', written([1, 2]).slice(0, 60), /^fork-bench: h\.json/],
  ['of another shape', '{"results": {}}', /^fork-bench: h\.json: no results/],
  ['without runs', '{"results": [{"command": "x", "times": []}]}', /^fork-bench: h\.json: .*results\.0\.times/],
  ['with texts for times', '{"results": [{"command": "x", "times": ["1"]}]}', /^fork-bench: h\.json: .*times\.0/],
  ['with a run of no time', written([0.1, 0]), /^fork-bench: h\.json: a run of command 1 took no time at all/],
  ['empty', '', /^fork-bench: h\.json: empty/],
])('a file that is %s is told in a sentence', async (_, text, sentence) => {
  const here = scene({ 'h.json': text });
  const { code, stderr, stdout } = await here.tool('fork-bench', ['import', 'h.json']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^ +at /m);
});

test('a file that is not there is told with what the system says', async () => {
  expect(await scene().tool('fork-bench', ['import', 'none.json'])).toMatchObject({
    code: 1,
    stderr: 'fork-bench: cannot read none.json: no such file or directory (ENOENT)\n',
  });
});

test('what the real hyperfine writes is read, in whatever order it is run', async (context) => {
  if (!existsSync('/usr/bin/hyperfine')) context.skip('hyperfine is not installed');
  const here = scene();
  const operands = ['-N', '--runs', '12', '--export-json', 'h.json', 'true', 'sleep 0.01'];
  expect((await here.run('hyperfine', operands)).code).toBe(0);
  const { stdout } = await here.tool('fork-bench', ['import', 'h.json', '--json']);
  const { commands, pairs } = JSON.parse(stdout);
  expect(commands).toMatchObject([
    { name: 'true', n: 12 },
    { name: 'sleep 0.01', n: 12 },
  ]);
  expect(pairs[0].ratio).toBeGreaterThan(1);
});
