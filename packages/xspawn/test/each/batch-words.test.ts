import { Failure } from '@proctools/core';
import { expect, test } from 'vitest';
import type { JobEnding } from '../../src/each/job.ts';
import { slotCount } from '../../src/each/job-settings.ts';
import { type Ending, reportBatch, reportProgress, reportRetry, reportStopping } from '../../src/each/report-each.ts';
import { countEnd, emptyTally, hasFailed } from '../../src/each/tally.ts';
import { verdictOnEach } from '../../src/each/verdict-each.ts';
import { fakeJob, fakeResult } from './fakes.ts';

const END = { failed: 0, failure: undefined, signal: undefined, isReaderGone: false } as const;

test.each([
  ['nothing failed', {}, { code: 0 }],
  ['three jobs failed', { failed: 3 }, { code: 3 }],
  ['more failed than a code can tell', { failed: 5_000 }, { code: 101 }],
  ['xspawn could not', { failed: 3, failure: new Failure(125, 'x') }, { code: 125 }],
  ['the command is not there', { failure: new Failure(127, 'x') }, { code: 127 }],
  ['it was used wrongly', { failure: new Failure(2, 'x') }, { code: 125 }],
  ['nobody reads', { isReaderGone: true, failed: 1 }, { signal: 'SIGPIPE' }],
  ['a signal came', { signal: 'SIGTERM', failed: 1, failure: new Failure(125, 'x') }, { signal: 'SIGTERM' }],
] as const)('the verdict when %s', (_, end, verdict) => {
  expect(verdictOnEach({ ...END, ...end })).toEqual(verdict);
});

test.each<[JobEnding, boolean, boolean]>([
  [{ exited: 0 }, false, false],
  [{ exited: 0 }, true, true],
  [{ exited: 1 }, false, true],
  [{ killed: 'SIGTERM' }, false, true],
  [{ notStarted: 'x', code: 127 }, false, true],
])('%j, timed out %s: failed is %s', (ending, timedOut, failed) => {
  expect(hasFailed(fakeResult(fakeJob(1), ending, { timedOut }))).toBe(failed);
});

test.each([
  [undefined, 8],
  [{ type: 'number', count: 3 }, 3],
  [{ type: 'percent', percent: 50 }, 4],
  [{ type: 'percent', percent: 1 }, 1],
  [{ type: 'percent', percent: 200 }, 16],
  [{ type: 'relative', difference: 2 }, 10],
  [{ type: 'relative', difference: -20 }, 1],
] as const)('%j jobs on 8 processors are %i', (jobs, count) => {
  expect(slotCount(jobs, 8)).toBe(count);
});

const failedTally = (count: number) =>
  Array.from({ length: count }, (_, index) => fakeResult(fakeJob(index + 1), { exited: 3 })).reduce(countEnd, {
    ...emptyTally,
    started: count,
  });

const ENDING: Ending = {
  ...{ tally: emptyTally, elapsedMs: 4_200, skipped: 0, isCutShort: false, joblog: undefined },
};

test('the end of a batch tells how it went, and of the first ten that failed', () => {
  const good = countEnd(emptyTally, fakeResult(fakeJob(1)));
  expect(reportBatch({ ...ENDING, tally: good })).toBe('xspawn: 1 job, all succeeded, in 4.2s\n');
  expect(reportBatch({ ...ENDING, tally: good, skipped: 5 })).toContain('1 job (5 done before), all succeeded');
  const text = reportBatch({ ...ENDING, tally: failedTally(12), isCutShort: true, joblog: 'l' });
  expect(text.split('\n')).toEqual([
    'xspawn: 12 jobs, 12 failed, in 4.2s',
    ...Array.from({ length: 10 }, (_, index) => `  ${index + 1}: exit code 3: echo ${index + 1}`),
    '  and 2 more',
    '  no more were started; --resume does the rest',
    '',
  ]);
});

test('a failure tells how it came, in text that can do no harm to a terminal', () => {
  const command = { type: 'argv', argv: ['echo', Buffer.from('é\u001b').toString('latin1')] } as const;
  const result = fakeResult(fakeJob(7), { killed: 'SIGTERM' }, { timedOut: true, tries: 3, command });
  const text = reportBatch({ ...ENDING, tally: countEnd(emptyTally, result) });
  expect(text).toContain("  7: timed out (3 tries): echo $'\\xc3\\xa9\\x1b'\n");
});

test('what we ended ourselves is no failure of the job', () => {
  const stopped = fakeResult(fakeJob(1), { killed: 'SIGTERM' }, { stopped: true });
  const tally = countEnd(emptyTally, stopped);
  expect(tally).toEqual({ ...emptyTally, stopped: 1 });
  const text = reportBatch({ ...ENDING, tally, isCutShort: true });
  expect(text).toBe('xspawn: 0 jobs, 1 stopped, in 4.2s\n  no more were started\n');
});

test('the other sentences', () => {
  expect(reportRetry(3, { exited: 1 }, 1)).toBe('xspawn: job 3: try 1: exit code 1; trying again\n');
  expect(reportStopping('SIGINT', 2)).toContain('no more jobs are started, waiting for 2 jobs; once more ends them');
  expect(reportStopping('SIGINT', 1)).toContain('waiting for 1 job; once more ends it');
  expect(reportStopping('SIGINT', 0)).toContain('none runs');
  const counts = { done: 5, total: undefined, before: 0, elapsedMs: 1_000 };
  expect(reportProgress(counts, { failed: 1, running: 2 }, 80)).toBe('5 done  5.0/s  2 running  1 failed');
});
