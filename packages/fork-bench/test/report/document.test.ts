import { isFailure } from '@proctools/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDocuments, toDocument } from '../../src/report/document.ts';
import { readResults } from '../../src/report/read-results.ts';
import type { Result } from '../../src/results.ts';
import { claims, commandOf, commandsOf, comparisonOf, measurementOf, sample, suiteOf } from './sample-results.ts';

const finite = fc.double({ min: -1e300, max: 1e300, noNaN: true });
const time = fc.double({ min: 1e-6, max: 1e7, noNaN: true });
const maybe = fc.option(finite, { nil: undefined });
const maybeText = fc.option(fc.string(), { nil: undefined });

const contention = fc.record({
  foreignShare: maybe,
  stealShare: maybe,
  throttledMs: maybe,
  pressureShare: maybe,
});

const samples = fc.array(
  fc.record({
    wallMs: time,
    cpuMs: maybe,
    userMs: maybe,
    systemMs: maybe,
    maxRssBytes: maybe,
    exitCode: fc.nat(255),
    signal: maybeText,
    isTimedOut: fc.boolean(),
    contention,
  }),
  { maxLength: 5 },
);

// JSON.parse makes `__proto__` an own property, and nothing else keeps it one.
const keys = fc.string().filter((key) => key !== '__proto__');

const commands = fc
  .record({
    name: fc.string(),
    command: fc.string(),
    parameters: fc.dictionary(keys, fc.string(), { noNullPrototype: true }),
    node: maybeText,
    samples,
    way: fc.string(),
  })
  .map((command) => commandsOf([command, commandOf('x', [1, 2])], [comparisonOf('a', 'b', { low: undefined })], ['w']));

const suites = fc
  .record({ p50: finite, p99: maybe, values: fc.array(finite), name: fc.string(), note: maybeText })
  .map(({ name, p50, ...more }) => suiteOf([measurementOf(name, p50, more)], ['n']));

/** 0 and -0 are the same to JSON. */
const same = (one: unknown): unknown => JSON.parse(JSON.stringify(one));

test('what is written is read back, alone, in lines, and in a list', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(commands, suites, fc.constant(claims)), { minLength: 1, maxLength: 3 }),
      (results) => {
        const text = formatDocuments(results);
        expect(same(readResults(text, 'f'))).toEqual(same(results));
        const list = JSON.stringify(results.map(toDocument));
        expect(same(readResults(list, 'f'))).toEqual(same(results));
        expect(formatDocuments(readResults(text, 'f'))).toBe(text);
      },
    ),
    { numRuns: 60 },
  );
});

test('what is left out is undefined, not missing', () => {
  const [read] = readResults(JSON.stringify(toDocument(suiteOf([measurementOf('x', 1, { p99: undefined })]))), 'f');
  expect(read).toEqual(suiteOf([measurementOf('x', 1, { p99: undefined })]));
  expect(Object.keys(read?.type === 'suite' ? (read.measurements[0] ?? {}) : {})).toContain('p99');
});

test("a comparison has hyperfine's fields and ours, times in seconds", () => {
  const killed = sample(50, { exitCode: 137, signal: 'SIGKILL', maxRssBytes: undefined });
  const result = commandsOf(
    [{ ...commandOf('a', []), command: 'node a.js', samples: [sample(40), killed], parameters: { n: '4' } }],
    [comparisonOf('a', 'b')],
  );
  const document = toDocument(result) as { readonly results: readonly object[]; readonly comparisons: unknown };
  expect(document.results[0]).toMatchObject({
    command: 'a',
    commandLine: 'node a.js',
    times: [0.04, 0.05],
    mean: 0.045,
    median: 0.045,
    min: 0.04,
    max: 0.05,
    user: 0.027,
    userMs: 27,
    maxRssBytes: 41_500_000,
    memory_usage_byte: [41_500_000, null],
    exit_codes: [0, null],
    exitCodes: [0, 137],
    parameters: { n: '4' },
  });
  expect(document.comparisons).toMatchObject([{ a: 'a', b: 'b', ratio: 1.23, verdict: 'a-faster', metric: 'wall' }]);
  expect(Object.keys(document.results[0] ?? {})).toContain('stddev');
});

test('CPU time that was not to be had is left out, rather than 0', () => {
  const samples = [sample(40, { cpuMs: undefined, userMs: undefined, systemMs: undefined })];
  const text = formatDocuments([commandsOf([{ ...commandOf('a', []), samples }])]);
  expect(text).not.toMatch(/"(user|system|userMs|cpuMs)"/);
});

const whole = toDocument(suiteOf([measurementOf('x', 1)])) as Record<string, unknown>;

const sentenceOf = (text: string): string => {
  try {
    readResults(text, 'r.json');
  } catch (error) {
    if (isFailure(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'read';
};

test.each([
  ['', '1 r.json: empty'],
  [' \n', '1 r.json: empty'],
  ['[]', '1 r.json: an empty list'],
  [JSON.stringify(whole).slice(0, 80), '1 r.json, line 1: not JSON, or cut short'],
  [`${JSON.stringify(whole)}\n{"type":`, '1 r.json, line 2: not JSON, or cut short'],
  ['3', '1 r.json: JSON, but no results of fork-bench'],
  ['null', '1 r.json: JSON, but no results of fork-bench'],
  ['{"type":"x"}', '1 r.json: JSON, but no results of fork-bench'],
  ['[{"type":"claims"}]', '1 r.json, value 1: no results that can be read: machine: expected '],
  [JSON.stringify({ ...whole, notes: 3 }), '1 r.json: no results that can be read: notes: expected Array, not 3'],
  [
    JSON.stringify({ ...whole, measurements: [{ ...measurementOf('x', 1), unit: 'days' }] }),
    '1 r.json: no results that can be read: measurements.0.unit: expected ',
  ],
  ['{"results":[]}', '1 r.json: no results that can be read: results: expected '],
  ['{"results":[{"command":"a","times":[]}]}', '1 r.json: no results that can be read: results.0.times: expected '],
  [
    '{"results":[{"command":"a","times":["1"]}]}',
    '1 r.json: no results that can be read: results.0.times.0: expected ',
  ],
])('%j: %s', (text, sentence) => expect(sentenceOf(text)).toContain(sentence));

test('whatever is in a file, it is results or a sentence', () => {
  const values = fc.jsonValue().map((value) => JSON.stringify(value));
  const damaged = fc.tuple(fc.nat(), fc.string({ maxLength: 3 })).map(([at, text]) => {
    const good = formatDocuments([claims as Result]);
    return good.slice(0, at % good.length) + text + good.slice((at % good.length) + text.length);
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), values, damaged), (text) => {
      expect(sentenceOf(text)).toMatch(/^(1 r\.json|read)/);
    }),
  );
});

test("hyperfine's own export is read: its runs, codes and parameters, and that it measured in sequence", () => {
  const text = JSON.stringify({
    results: [{ command: 'make -j4', mean: 0.4, times: [0.3, 0.5], exit_codes: [0, null], parameters: { n: '4' } }],
  });
  const [result] = readResults(`\ufeff${text}`, 'f');
  expect(result).toMatchObject({
    type: 'commands',
    results: [{ name: 'make -j4', parameters: { n: '4' }, samples: [{ wallMs: 300, exitCode: 0 }, { exitCode: 128 }] }],
    comparisons: [],
  });
  expect(result?.type === 'commands' ? result.warnings[0] : '').toContain('one command after the other');
});
