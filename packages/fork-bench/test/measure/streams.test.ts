import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scene } from '../../../../test/rig/scene.ts';
import { until } from '../../../../test/rig/until.ts';
import { type Input, type Output, prepareStreams } from '../../src/measure/streams.ts';
import { never, runIn, wayIn } from './running.ts';

const nothing: Input = { type: 'null' };
const pipe: Output = { type: 'pipe' };

/** Runs a line some times with these streams; answers with what came through the pipe each time. */
const runTimes = async (here: ReturnType<typeof scene>, line: string, input: Input, output: Output, times = 1) => {
  const way = await wayIn(here, 'auto');
  const streams = await prepareStreams(input, output);
  const taken: (number | undefined)[] = [];
  try {
    for (let count = 0; count < times; count += 1) {
      const { stdio, finish } = streams.open();
      const { exitCode } = await way.run(runIn(here, '/bin/sh', ['-c', line], { stdio }), never);
      expect(exitCode).toBe(0);
      taken.push(finish());
    }
  } finally {
    streams.close();
  }
  return taken;
};

test('a pipe takes a gigabyte, and keeps nothing of it', async () => {
  const here = scene();
  const before = process.memoryUsage().rss;
  expect(await runTimes(here, 'head -c 1G /dev/zero', nothing, pipe)).toEqual([2 ** 30]);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28);
});

test('each run is counted by itself, also what came only at its end', async () => {
  expect(await runTimes(scene(), 'printf %070000d 0', nothing, pipe, 3)).toEqual([70_000, 70_000, 70_000]);
  expect(await runTimes(scene(), ':', nothing, pipe, 2)).toEqual([0, 0]);
});

test('a child that goes on and holds the pipe keeps nobody', async () => {
  const here = scene();
  const line = 'echo on; (while [ ! -e stop ]; do sleep 0.05; done; touch done) &';
  expect(await runTimes(here, line, nothing, pipe)).toEqual([3]);
  here.write({ stop: '' });
  await until(() => existsSync(path.join(here.work, 'done')), 'the child has ended');
});

test('the pipe leaves no file behind', async () => {
  const here = scene();
  const { TMPDIR } = process.env;
  process.env.TMPDIR = here.temporary;
  try {
    const streams = await prepareStreams(nothing, pipe);
    expect(readdirSync(here.temporary)).toEqual([]);
    streams.close();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
});

test('each run reads its input from the beginning, and writes its output anew', async () => {
  const here = scene({ input: 'once', output: 'old, and longer' });
  const [input, output] = ['input', 'output'].map((name) => path.join(here.work, name)) as [string, string];
  const taken = await runTimes(here, 'cat', { type: 'file', file: input }, { type: 'file', file: output }, 2);
  expect(taken).toEqual([undefined, undefined]);
  expect(readFileSync(output, 'utf8')).toBe('once');
});

test('without an input there is none, and output that nobody wants goes nowhere', async () => {
  const here = scene();
  expect(await runTimes(here, '[ "$(cat)" = "" ] && echo a && echo b >&2', nothing, { type: 'null' })).toEqual([
    undefined,
  ]);
});

test('output is shown where ours is, with the errors', async () => {
  const streams = await prepareStreams(nothing, { type: 'inherit' });
  const { stdio, finish } = streams.open();
  expect(stdio.slice(1)).toEqual([1, 2]);
  finish();
});

test('a file that cannot be opened is a sentence', async () => {
  const absent = path.join(scene().work, 'absent', 'file');
  await expect(prepareStreams({ type: 'file', file: absent }, pipe)).rejects.toThrow(`cannot read the input ${absent}`);
  const streams = await prepareStreams(nothing, { type: 'file', file: absent });
  expect(() => streams.open()).toThrow(`cannot write the output ${absent}`);
});
