// What the tests of --each do again and again.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Ended, Running, RunOptions } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

/** The argv of `xspawn --each` with these words. */
export const commandOf = (words: readonly string[]): readonly string[] => [toolPath('xspawn'), '--each', ...words];

/** As words of a shell line. */
export const EACH = commandOf([]).join(' ');

/** Runs it to its end. */
export const each = (here: Scene, words: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  here.tool('xspawn', ['--each', ...words], options);

export const startEach = (here: Scene, words: readonly string[], options: RunOptions = {}): Running =>
  here.start(toolPath('xspawn'), ['--each', ...words], options);

export const sorted = (text: string): readonly string[] => text.split('\n').slice(0, -1).sort();

/** A line of a joblog, but its times. */
export interface Logged {
  readonly seq: number;
  readonly received: number;
  readonly exit: number;
  readonly signal: number;
  readonly command: string;
}

const HEADER = 'Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand';

const readLine = (line: string): Logged => {
  const [seq, host, start, runtime, send, received, exit, signal, command = ''] = line.split('\t');
  expect([host, send]).toEqual([':', '0']);
  expect(start).toMatch(/^\d{10}\.\d{3}$/);
  expect(runtime).toMatch(/^ *\d+\.\d{3}$/);
  return { seq: Number(seq), received: Number(received), exit: Number(exit), signal: Number(signal), command };
};

/** A joblog as it is on disk: whole lines, behind a header. */
export const joblog = (here: Scene, name = 'jobs.log'): readonly Logged[] => {
  const [header, ...lines] = readFileSync(path.join(here.work, name), 'utf8').split('\n');
  expect(header).toBe(HEADER);
  expect(lines.at(-1)).toBe('');
  return lines.slice(0, -1).map(readLine);
};

export const seqs = (here: Scene, name?: string): readonly number[] =>
  joblog(here, name)
    .map(({ seq }) => seq)
    .sort((one, other) => one - other);

/** The lines that jobs have appended to a file; none when it is not there. */
export const linesIn = (here: Scene, name: string): readonly string[] => {
  const file = path.join(here.work, name);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
};

export const numbers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${index + 1}`);

/** A failure is told in a sentence of xspawn's, never by a stack. */
export const expectSentence = (ended: Ended, code: number, words: string | RegExp): void => {
  expect(ended.stderr).not.toMatch(/^ {4}at /m);
  expect(ended.stderr).toMatch(/^xspawn: /);
  if (words instanceof RegExp) expect(ended.stderr).toMatch(words);
  else expect(ended.stderr).toContain(words);
  expect(ended.code).toBe(code);
};
