import { expect, test } from 'vitest';
import type { BatchOptions } from '../../src/each/batch-options.ts';
import { planBatch } from '../../src/each/plan-each.ts';

const NONE: BatchOptions = {
  ...{ shell: undefined, null: false, perJob: 1, argFile: [], shuffle: false, dryRun: false, keepOrder: false },
  ...{ group: undefined, lineBuffer: false, ungroup: false, progress: false, joblog: undefined, resume: false },
  ...{ resumeFailed: false, results: undefined, json: false, quiet: false, quietUnlessFailed: false },
  idleTimeout: undefined,
};

const plan = (options: Partial<BatchOptions>, ...operands: readonly string[]) =>
  planBatch({ ...NONE, ...options }, operands.length > 0 ? operands : ['c'], '/here');

test.each<[Partial<BatchOptions>, object]>([
  [{}, { printing: { type: 'plain' }, separator: '\n', resume: 'nothing', joblog: undefined, failedOnly: false }],
  [{ group: 'plain' }, { printing: { type: 'plain' } }],
  [{ group: 'gitlab' }, { printing: { type: 'folds', system: 'gitlab' } }],
  [
    { lineBuffer: true, keepOrder: true },
    { printing: { type: 'lines' }, keepOrder: true },
  ],
  [{ ungroup: true }, { printing: { type: 'none' } }],
  [
    { json: true, results: 'r' },
    { printing: { type: 'json' }, results: '/here/r' },
  ],
  [{ null: true }, { separator: '\0' }],
  [
    { joblog: 'l', resume: true },
    { joblog: '/here/l', resume: 'ended' },
  ],
  [
    { joblog: '/l', resume: true, resumeFailed: true },
    { joblog: '/l', resume: 'succeeded' },
  ],
  [{ quietUnlessFailed: true }, { failedOnly: true }],
])('%j is planned as %j', (options, expected) => {
  expect(plan(options)).toMatchObject(expected);
});

test.each<[Partial<BatchOptions>, string]>([
  [{ group: 'plain', lineBuffer: true }, '--group and --line-buffer: they are two ways to print'],
  [{ group: 'github', json: true }, '--group and --json'],
  [{ lineBuffer: true, ungroup: true }, '--line-buffer and --ungroup'],
  [{ ungroup: true, json: true }, '--ungroup and --json'],
  [{ ungroup: true, keepOrder: true }, '--ungroup and --keep-order'],
  [{ ungroup: true, results: 'r' }, '--ungroup and --results'],
  [{ ungroup: true, idleTimeout: 5 }, '--ungroup and --idle-timeout'],
  [{ ungroup: true, quietUnlessFailed: true }, '--ungroup and --quiet-unless-failed'],
  [{ shuffle: true, keepOrder: true }, '--shuffle and --keep-order'],
  [{ resume: true }, '--resume needs the joblog of the run before'],
  [{ resumeFailed: true }, '--resume-failed needs the joblog of the run before'],
  [{ tee: 'x' } as Partial<BatchOptions>, '--tee does not go with --each'],
  [{ maxOutput: 5 } as Partial<BatchOptions>, '--max-output does not go with --each'],
])('%j is refused: %s', (options, sentence) => {
  expect(() => plan(options)).toThrow(sentence);
});

test('a job has as many inputs as there are lists, so many times', () => {
  expect(() => plan({}, 'c', '{2}', ':::', 'a', ':::', 'b')).not.toThrow();
  expect(() => plan({ argFile: ['f', 'g'] }, 'c', '{3}', ':::', 'b')).not.toThrow();
  expect(() => plan({ perJob: 3 }, 'c', '{3}')).not.toThrow();
  expect(() => plan({}, 'c', '{2}')).toThrow('{2} in the command: a job has only 1 input');
});
