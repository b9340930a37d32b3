import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directory } from '../../../../test/rig/files.ts';
import { collect, pullFrom } from '../../src/each/inputs/pull.ts';
import type { JobEnding, JobResult } from '../../src/each/job.ts';
import { createLedger } from '../../src/each/joblog/ledger.ts';
import { readJoblog } from '../../src/each/joblog/read.ts';
import { formatLine, HEADER, parseLine } from '../../src/each/joblog/record.ts';
import { remaining } from '../../src/each/joblog/remaining.ts';
import { openJoblog } from '../../src/each/joblog/write.ts';
import { bytes } from './bytes.ts';

const result = (number: number, words: readonly string[], ending: JobEnding, timedOut = false): JobResult => {
  const command = { type: 'argv', argv: words as [string, ...string[]] } as const;
  const job = { number, inputs: [], command: () => command };
  const times = { startedAt: 1_795_234_398_218, durationMs: 1_005.4 };
  return { job, slot: 1, command, ending, timedOut, stopped: false, tries: 1, ...times };
};

const echo = (number: number, exited = 0): JobResult => result(number, ['echo', String(number)], { exited });

test.each<[JobEnding, boolean, string]>([
  [{ exited: 0 }, false, '0\t0'],
  [{ exited: 3 }, false, '3\t0'],
  [{ killed: 'SIGKILL' }, false, '0\t9'],
  [{ killed: 'SIG35' }, false, '0\t35'],
  [{ killed: 'a real-time signal' }, false, '0\t-1'],
  [{ killed: 'SIGTERM' }, true, '124\t15'],
  [{ exited: 0 }, true, '124\t0'],
  [{ notStarted: 'x: command not found', code: 127 }, false, '127\t0'],
])('a job that ended with %j (timed out: %s) has the values %j', (ending, timedOut, values) => {
  const line = formatLine(result(5, ['echo', 'a\tb'], ending, timedOut), 42);
  expect(line).toBe(`5\t:\t1795234398.218\t     1.005\t0\t42\t${values}\techo $'a\\tb'\n`);
  const hasSucceeded = values === '0\t0';
  expect(parseLine(line.slice(0, -1))).toEqual({ number: 5, hasSucceeded, command: "echo $'a\\tb'" });
});

test('a line is one line with nine columns, whatever the command', () => {
  fc.assert(
    fc.property(fc.array(bytes(), { minLength: 1 }), (words) => {
      const line = formatLine(result(1, words, { exited: 0 }), 0);
      expect(line.split('\n')).toHaveLength(2);
      expect(line.split('\t')).toHaveLength(9);
      expect(parseLine(line.slice(0, -1))).toBeDefined();
    }),
  );
});

const newFile = (content?: string): string => {
  const file = path.join(directory(), 'jobs.log');
  if (content !== undefined) writeFileSync(file, content, 'latin1');
  return file;
};

const readLog = (file: string) => {
  const found = readJoblog(file);
  if (found.type !== 'log') throw new Error(found.type);
  return found;
};

const seqsIn = (file: string): readonly number[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => Number(line.split('\t')[0]));

test('what was written is read again', () => {
  const file = newFile();
  expect(readJoblog(file)).toEqual({ type: 'nothing' });
  const log = openJoblog(file, { type: 'nothing' }, true);
  log.append(echo(2), 0);
  log.append(echo(1, 7), 0);
  log.close();
  const { ledger, isTorn, length } = readLog(file);
  expect([1, 2, 3].map(ledger.look)).toEqual(['failed', 'succeeded', undefined]);
  expect(ledger.isCommandOf(2, 'echo 2')).toBe(true);
  expect(ledger.isCommandOf(2, 'echo 3')).toBe(false);
  expect(ledger.last()).toBe(2);
  expect([isTorn, length]).toEqual([false, readFileSync(file).length]);
});

test('cut short anywhere, a joblog tells of the jobs whose lines are whole, and goes on behind them', () => {
  const whole = HEADER + [1, 2, 3].map((number) => formatLine(echo(number), 0)).join('');
  const file = newFile();
  for (let length = 0; length <= whole.length; length += 1) {
    writeFileSync(file, whole);
    truncateSync(file, length);
    const kept = whole.slice(0, length).split('\n').slice(1, -1).length;
    const found = readLog(file);
    expect(found.ledger.last()).toBe(kept);
    const log = openJoblog(file, found, true);
    log.append(echo(9), 0);
    log.close();
    expect(readFileSync(file, 'utf8').startsWith(HEADER)).toBe(true);
    expect(seqsIn(file)).toEqual([...[1, 2, 3].slice(0, kept), 9]);
  }
});

test('the zeros that a power cut leaves are a torn line', () => {
  const file = newFile(`${HEADER}${formatLine(echo(1), 0)}\0\0\0\0`);
  openJoblog(file, readLog(file), true).close();
  expect(readFileSync(file, 'utf8')).toBe(`${HEADER}${formatLine(echo(1), 0)}`);
});

test.each([
  ['is not a joblog', 'root:x:0:0\n'],
  ['is not a joblog', 'x'],
  ['is not a joblog', HEADER.replace('Seq', 'Sek')],
  ['line 3 of', `${HEADER}${formatLine(echo(1), 0)}hello\n${formatLine(echo(2), 0)}`],
  ['line 2 of', `${HEADER}\n`],
])('something else %s, and is left as it is', (sentence, content) => {
  const file = newFile(content);
  expect(() => readJoblog(file)).toThrow(sentence);
  expect(readFileSync(file, 'latin1')).toBe(content);
});

test('a run that does not go on keeps the log of the run before', () => {
  const before = `${HEADER}${formatLine(echo(1), 0)}1\t:`;
  const file = newFile(before);
  openJoblog(file, readLog(file), false).close();
  expect(readFileSync(file, 'utf8')).toBe(HEADER);
  expect(readFileSync(`${file}~`, 'utf8')).toBe(before);
});

test('of a job that was run twice the last line counts', () => {
  const ledger = createLedger();
  ledger.add({ number: 5_000, hasSucceeded: false, command: 'a' });
  ledger.add({ number: 5_000, hasSucceeded: true, command: 'a' });
  expect([4_999, 5_000, 5_001].map(ledger.look)).toEqual([undefined, 'succeeded', undefined]);
});

const numbers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ number: index + 1, inputs: [String(index + 1)] }));

test('the rest is what has no line, or for --resume-failed none that tells of success', async () => {
  const states = fc.array(fc.constantFrom('succeeded', 'failed', undefined), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(states, fc.nat(5), fc.boolean(), async (lines, more, failedAgain) => {
      const ledger = createLedger();
      lines.forEach((state, index) => {
        const command = `c ${index + 1}`;
        if (state) ledger.add({ number: index + 1, hasSucceeded: state === 'succeeded', command });
      });
      const commandOf = ({ number }: { number: number }) => `c ${number}`;
      const all = pullFrom(numbers(lines.length + more));
      const { next, skipped } = await remaining(all, { ledger, failedAgain, commandOf, file: 'f' });
      const isDone = (state: string | undefined) => state === 'succeeded' || (state === 'failed' && !failedAgain);
      const expected = numbers(lines.length + more).filter(({ number }) => !isDone(lines[number - 1]));
      expect(await collect(next)).toEqual(expected);
      expect(skipped).toBe(lines.filter(isDone).length);
    }),
  );
});

test('the joblog of another run is refused', async () => {
  const ledger = createLedger();
  for (const number of [1, 2, 3]) ledger.add({ number, hasSucceeded: true, command: `c ${number}` });
  const rest = (count: number, commandOf: ((job: { number: number }) => string) | undefined) =>
    remaining(pullFrom(numbers(count)), { ledger, failedAgain: false, commandOf, file: 'jobs.log' });
  await expect(rest(5, ({ number }) => (number === 3 ? 'c 4' : `c ${number}`))).rejects.toThrow(
    'jobs.log is the joblog of another run: its job 3 is not',
  );
  await expect(rest(2, ({ number }) => `c ${number}`)).rejects.toThrow('its job 3 is not');
  expect((await rest(3, undefined)).skipped).toBe(3);
});

test('what cannot be written is a failure', () => {
  expect(() => openJoblog('/dev/full', { type: 'stream' }, false)).toThrow('--joblog: cannot write to /dev/full');
});

test('a million lines are read in no time, and little memory', () => {
  const file = newFile(HEADER);
  const block = 50_000;
  for (let from = 1; from < 1_000_000; from += block) {
    const lines = Array.from({ length: block }, (_, index) => formatLine(echo(from + index), 0));
    appendFileSync(file, lines.join(''));
  }
  const before = process.memoryUsage.rss();
  expect(readLog(file).ledger.last()).toBe(1_000_000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(150 << 20);
});
