import fc from 'fast-check';
import { expect, test } from 'vitest';
import { courseFor, timeFor } from '../src/suites/http/course.ts';
import { findingsUnderLoad, nameOf } from '../src/suites/http/http-findings.ts';
import type { ProcessReading } from '../src/suites/http/server-spec.ts';
import { type Reading, spanBetween } from '../src/suites/http/share.ts';
import { answerLength, requestFor } from '../src/suites/load/exchange.ts';
import { compute, iterationsFor } from '../src/suites/offload/compute.ts';
import { askedMeanwhile, waitOf } from '../src/suites/offload/meanwhile.ts';
import { thin } from '../src/suites/thin.ts';

const reading = (...server: readonly ProcessReading[]): Reading => ({
  server,
  load: { atMs: server[0]?.atMs ?? 0, cpuMs: (server[0]?.atMs ?? 0) / 2, failures: 0 },
});

const before = reading(
  { atMs: 1_000, cpuMs: 50, requests: 0, isWorker: false },
  { atMs: 1_000, cpuMs: 100, requests: 10, isWorker: true },
  { atMs: 1_100, cpuMs: 100, requests: 20, isWorker: true },
);
const after = reading(
  { atMs: 3_000, cpuMs: 150, requests: 0, isWorker: false },
  { atMs: 3_000, cpuMs: 500, requests: 310, isWorker: true },
  { atMs: 2_100, cpuMs: 600, requests: 120, isWorker: true },
);

test('each process of a server is measured over its own time; CPU time is that of all', () => {
  expect(spanBetween(before, after)).toEqual({
    requestsPerSecond: 150 + 100,
    requestsPerCpuSecond: 400 / 1,
    loadCores: 0.5,
    busiestShare: 0.75,
  });
});

test('where nothing was answered, nothing is said of requests for CPU time, nor of a balance', () => {
  expect(spanBetween(before, before)).toEqual({
    requestsPerSecond: 0,
    requestsPerCpuSecond: undefined,
    loadCores: undefined,
    busiestShare: undefined,
  });
});

test('a balance is told of several workers; a server that was not warm says so', () => {
  const span = spanBetween(before, after);
  const groups = (workers: number, isWarm: boolean) =>
    findingsUnderLoad({ kind: 'none', workers }, true, { spans: [span], whole: span, isWarm }).map((finding) =>
      finding.type === 'values' ? { group: finding.group, hasNote: finding.note !== undefined } : finding,
    );
  expect(groups(2, true)).toContainEqual({ group: 'share of the busiest of 2, keep-alive', hasNote: false });
  expect(groups(1, false)).toEqual([
    { group: 'requests for a second of server CPU, keep-alive', hasNote: true },
    { group: 'requests, keep-alive', hasNote: true },
    { group: "the load generator's use of a core, keep-alive", hasNote: false },
  ]);
});

test('a server is named by its kind and its workers', () => {
  expect(nameOf({ kind: 'single', workers: 1 })).toBe('one process');
  expect(nameOf({ kind: 'none', workers: 1 })).toBe('cluster, none, 1 worker');
});

test('when no part takes longer than it should, all parts together have the time', () => {
  const course = courseFor(false);
  const total = course.reduce((taken, part, index) => {
    const startsMs = 100;
    return taken + timeFor(part, course.slice(index + 1), 10_000 - taken) + startsMs;
  }, 0);
  expect(total).toBeCloseTo(10_000);
});

const answer = 'HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 6\r\n\r\nhello\n';

test('an answer is as long as its head and what that says; before the head is there, nobody knows', () => {
  const headEnd = answer.indexOf('hello');
  fc.assert(
    fc.property(fc.nat(answer.length), (cut) => {
      expect(answerLength(Buffer.from(answer.slice(0, cut)))).toBe(cut < headEnd ? undefined : answer.length);
    }),
  );
});

test.each([answer.replace('200 OK', '500 No'), answer.replace('Content-Length: 6', 'X: 6')])(
  'an answer that is not fine is an error: %j',
  (text) => {
    expect(() => answerLength(Buffer.from(text))).toThrow(/^answered with HTTP/);
  },
);

test('only a request that is the last of its connection says so', () => {
  expect(requestFor('/', true).toString()).toBe('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect(requestFor('/', false).toString()).toContain('\r\nConnection: close\r\n');
});

test('a request counts that was due while something was computed, from when it was due', () => {
  const asked = [5, 10, 15, 20].map((dueMs) => ({ dueMs, sentMs: dueMs + 1, answeredMs: dueMs + 3 }));
  const found = askedMeanwhile(asked, [{ sentMs: 10, answeredMs: 20 }]);
  expect(found.map(({ dueMs }) => dueMs)).toEqual([10, 15]);
  expect(found.map(waitOf)).toEqual([3, 3]);
});

test('as many iterations as take so long when nothing disturbs', () => {
  const times = [0, 30, 100, 110, 200, 260, 300, 310, 400, 480]; // 30, 10, 60, 10, 80 ms
  expect(iterationsFor(100, () => times.shift() as number)).toBe(20_000_000);
  expect(compute(1_000)).toBe(compute(1_000));
  expect(compute(1_001)).not.toBe(compute(1_000));
});

test('thinned values are few, in their order, and spread over all', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (values, most) => {
      const left = thin(values, most);
      expect(left).toHaveLength(Math.min(values.length, most));
      if (values.length <= most) expect(left).toEqual(values);
    }),
  );
  expect(thin([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 5)).toEqual([0, 2, 4, 6, 8]);
  expect(thin([1.000_04, 2.123_456], 5)).toEqual([1, 2.1235]);
});
