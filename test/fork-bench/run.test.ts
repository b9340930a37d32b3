import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';

const QUICK = ['--warmup', '0', '--runs', '3'];

const read = (here: Scene, name: string): string => readFileSync(path.join(here.work, name), 'utf8');

const lines = (here: Scene, name: string): readonly string[] => read(here, name).split('\n').slice(0, -1);

/** Runs it with `--json`; the first line of its answer, read. */
const compared = async (here: Scene, ...words: readonly string[]) => {
  const ended = await here.tool('fork-bench', ['--json', ...words]);
  return { ...ended, document: ended.stdout === '' ? undefined : JSON.parse(ended.stdout) };
};

describe('a comparison', () => {
  test('tells of each command what its runs took, and which is faster', async () => {
    const { code, document, stderr } = await compared(scene(), ...QUICK, 'true', 'sleep 0.05');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [quick, slow] = document.results;
    expect([quick.command, slow.command]).toEqual(['true', 'sleep 0.05']);
    expect([quick.times.length, slow.times.length]).toEqual([3, 3]);
    expect(Math.min(...slow.times)).toBeGreaterThanOrEqual(0.05);
    expect(quick.exitCodes).toEqual([0, 0, 0]);
    expect(document.comparisons[0]).toMatchObject({ a: 'true', b: 'sleep 0.05', metric: 'wall', pairs: 3 });
    expect(document.comparisons[0].ratio).toBeGreaterThan(1);
    expect(document.machine.cores).toBeGreaterThan(0);
  });

  test('says in a sentence which is faster, by how much, and how sure that is', async () => {
    const words = ['--warmup', '0', '--runs', '12', 'true', 'sleep 0.2'];
    const { code, stdout } = await scene().tool('fork-bench', words);
    expect(code).toBe(0);
    expect(stdout).toMatch(/true is [\d.]+ × faster than sleep 0\.2 \(95 %: [\d.]+ – [\d.]+\)/);
  });

  test('of one command alone is a measurement', async () => {
    const { code, document } = await compared(scene(), ...QUICK, 'true');
    expect(code).toBe(0);
    expect(document.results[0].times.length).toBe(3);
    expect(document.comparisons).toEqual([]);
  });

  test('goes on until it is precise enough, and no longer than it may', async () => {
    const { document } = await compared(
      scene(),
      '--max-time',
      '1ms',
      '--min-runs',
      '7',
      '--warmup',
      '0',
      'true',
      'true',
    );
    expect(document.results.map(({ times }: { times: number[] }) => times.length)).toEqual([7, 7]);
  });

  test('has the values of parameters in commands, names and hooks', async () => {
    const here = scene();
    const words = [
      '--parameter',
      'n',
      '1',
      '2',
      '--command-name',
      'N{n}',
      '--setup',
      'echo {n} >>setups',
      'test {n} -gt 0',
    ];
    const { code, document } = await compared(here, ...QUICK, ...words);
    expect(code).toBe(0);
    expect(document.results.map(({ command }: { command: string }) => command)).toEqual(['N1', 'N2']);
    expect(document.results.map(({ parameters }: { parameters: unknown }) => parameters)).toEqual([
      { n: '1' },
      { n: '2' },
    ]);
    expect(lines(here, 'setups')).toEqual(['1', '2']);
  });
});

describe('around the runs', () => {
  test('setup and cleanup come once, prepare and conclude with each run, warm-up too', async () => {
    const here = scene();
    const log = (word: string): string => `echo ${word} >>log`;
    const hooks = ['setup', 'prepare', 'conclude', 'cleanup'].flatMap((hook) => [`--${hook}`, log(hook)]);
    const { code } = await compared(here, '--warmup', '1', '--runs', '2', ...hooks, 'sh -c "echo run >>log"');
    expect(code).toBe(0);
    const run = ['prepare', 'run', 'conclude'];
    expect(lines(here, 'log')).toEqual(['setup', ...run, ...run, ...run, 'cleanup']);
  });

  test('a hook that fails ends it, in a sentence, and cleanup still comes', async () => {
    const here = scene();
    const words = ['--prepare', 'echo no such disk >&2; exit 3', '--cleanup', 'touch cleaned', 'true'];
    const { code, stderr } = await compared(here, ...QUICK, ...words);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^fork-bench: --prepare failed \(exit code 3\) for true: no such disk\n/);
    expect(existsSync(path.join(here.work, 'cleaned'))).toBe(true);
  });

  test('a program that setup makes is found', async () => {
    const here = scene();
    const make = "printf '#!/bin/sh\\n' >made && chmod +x made";
    expect(await compared(here, ...QUICK, '--setup', make, './made')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('what a command is given', () => {
  test('its input from the beginning, each time', async () => {
    const here = scene({ 'in.txt': 'one\ntwo\n' });
    const { code } = await compared(here, ...QUICK, '--input', 'in.txt', 'sh -c "wc -l >>counts"');
    expect(code).toBe(0);
    expect(lines(here, 'counts').map((line) => line.trim())).toEqual(['2', '2', '2']);
  });

  test('an environment without what falsifies figures, which is told', async () => {
    const here = scene();
    const environment = { NODE_OPTIONS: '--no-warnings', NODE_ENV: 'test' };
    const words = [...QUICK, '--runs', '1', 'sh -c "env >env.txt"'];
    const cleaned = await here.tool('fork-bench', words, { environment });
    expect(cleaned.stdout).toContain('NODE_OPTIONS');
    expect(read(here, 'env.txt')).not.toContain('NODE_OPTIONS');
    expect(read(here, 'env.txt')).toContain('NODE_ENV=test');
    await here.tool('fork-bench', [...words.slice(0, -1), '--keep-environment', words.at(-1) ?? ''], { environment });
    expect(read(here, 'env.txt')).toContain('NODE_OPTIONS=--no-warnings');
  });

  test('the Node that is asked for', async () => {
    const here = scene();
    const script = 'require("fs").appendFileSync("nodes", process.version + "\\n")';
    const { code, document } = await compared(here, ...QUICK, '--node', process.execPath, `node -e '${script}'`);
    expect(code).toBe(0);
    expect(lines(here, 'nodes')).toEqual([process.version, process.version, process.version]);
    expect(document.results[0].command).toContain('node -e');
  });

  test('a shell where its line needs one, whose start is told', async () => {
    const here = scene();
    const ended = await here.tool('fork-bench', [...QUICK, 'echo a | cat']);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/sh takes [\d.]+ ms to start, which was taken\s+off/);
    const refused = await here.tool('fork-bench', [...QUICK, '--shell', 'none', 'echo a | cat']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^fork-bench: only a shell understands: echo a \| cat\n {2}--shell=sh/);
  });

  test('a pipe that takes a gigabyte', async () => {
    const words = ['--warmup', '0', '--runs', '1', '--output', 'pipe', 'head -c 1000000000 /dev/zero'];
    const { code, document } = await compared(scene(), ...words);
    expect(code).toBe(0);
    expect(document.results[0].times.length).toBe(1);
  });
});

describe('what goes wrong', () => {
  test('a command that does not exist: nothing is run', async () => {
    const here = scene();
    const { code, stderr, stdout } = await compared(here, ...QUICK, 'touch ran', 'no-such-command');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('fork-bench: cannot run no-such-command: no-such-command: command not found\n');
    expect(existsSync(path.join(here.work, 'ran'))).toBe(false);
  });

  test('a command that fails on the way: the runs until then are kept', async () => {
    const here = scene();
    const script = "sh -c 'echo x >>count; test $(wc -l <count) -lt 4'";
    const { code, document, stderr } = await compared(here, '--warmup', '0', '--runs', '9', script, 'true');
    expect(code).toBe(1);
    expect(stderr).toMatch(/ended with exit code 1\n {2}--ignore-failure /);
    expect(document.results.map(({ times }: { times: number[] }) => times.length)).toEqual([3, 3]);
  });

  test('a command that may fail, with any code or with this one', async () => {
    const here = scene();
    const { code, document } = await compared(here, ...QUICK, '--ignore-failure', 'sh -c "exit 3"');
    expect({ code, codes: document.results[0].exitCodes }).toEqual({ code: 0, codes: [3, 3, 3] });
    expect(await compared(here, ...QUICK, '-i=3', 'sh -c "exit 3"')).toMatchObject({ code: 0 });
    expect(await compared(here, ...QUICK, '-i=4', 'sh -c "exit 3"')).toMatchObject({ code: 1 });
  });

  test('a command that never ends is ended, with all that it has started', async () => {
    const words = ['--warmup', '0', '--timeout', '300ms', `sh -c 'sleep 600 & sleep 600'`];
    const { code, stderr, stdout } = await compared(scene(), ...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/was ended after \S+: --timeout\n$/);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends all of it, and what is known is told',
    async (signal) => {
      const here = scene();
      const words = [
        '--json',
        '--warmup',
        '0',
        '--cleanup',
        'touch cleaned',
        'sh -c "echo x >>count; sleep 0.02"',
        'true',
      ];
      const running = here.start(toolPath('fork-bench'), words);
      await until(
        () => existsSync(path.join(here.work, 'count')) && lines(here, 'count').length > 4,
        'it has run a while',
      );
      running.kill(signal);
      const ended = await running.ended;
      expect(ended).toMatchObject({ code: null, signal });
      expect(JSON.parse(ended.stdout).results[0].times.length).toBeGreaterThanOrEqual(3);
      expect(existsSync(path.join(here.work, 'cleaned'))).toBe(true);
    },
  );

  test.each([
    [['--runs', '3'], 'no command to run'],
    [['--runs', '0', 'true'], '--runs'],
    [['--runs', '3', '--min-runs', '2', 'true'], '--runs is exact'],
    [['--min-runs', '9', '--max-runs', '3', 'true'], '--min-runs 9 is more than --max-runs 3'],
    [['true', '"'], 'a quote is not closed'],
    [['--precision', '5x', 'true'], '--precision'],
  ])('%j is no right usage', async (words, message) => {
    const { code, stderr, stdout } = await scene().tool('fork-bench', words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('an input that is not there: nothing is run', async () => {
    const here = scene();
    const { code, stderr } = await compared(here, '--input', 'missing.txt', 'touch ran');
    expect(code).toBe(1);
    expect(stderr).toContain('missing.txt');
    expect(existsSync(path.join(here.work, 'ran'))).toBe(false);
  });
});
