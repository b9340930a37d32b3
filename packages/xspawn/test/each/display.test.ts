import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Display } from '../../src/each/output/display.ts';
import { printFolded } from '../../src/each/output/folds.ts';
import { printJson } from '../../src/each/output/json.ts';
import { lineBufferedDisplay } from '../../src/each/output/line-buffered.ts';
import { printPlain } from '../../src/each/output/plain.ts';
import { type Printer, printerTo, type StreamName } from '../../src/each/output/printer.ts';
import { type Print, wholeDisplay } from '../../src/each/output/whole.ts';
import { createPaper, fakeJob, fakeResult, fakeWriter, turnOfTheLoop } from './fakes.ts';

const setUp = (make: (printer: Printer) => Display, isOpen = true) => {
  const paper = createPaper();
  const writers = { stdout: fakeWriter(paper, 'stdout', isOpen), stderr: fakeWriter(paper, 'stderr', isOpen) };
  const printer = printerTo(writers, { onGone: () => {}, onError: () => {} });
  return { paper, writers, printer, display: make(printer) };
};

const whole = (print: Print, keepOrder: boolean) => (printer: Printer) =>
  wholeDisplay(printer, { print, keepOrder, isTextAsked: true });

type Write = readonly [job: number, stream: StreamName, text: string];

/** A batch of jobs that run at once: who writes what, in which order they end, and whether the reader is slow. */
const batch = fc.integer({ min: 1, max: 4 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    writes: fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: count }),
        fc.constantFrom<StreamName>('stdout', 'stderr'),
        fc.array(fc.constantFrom('a', 'b', '\n'), { maxLength: 4 }).map((text) => text.join('')),
      ),
    ),
    ends: fc.shuffledSubarray(
      Array.from({ length: count }, (_, index) => index + 1),
      { minLength: count },
    ),
    isSlow: fc.boolean(),
  }),
);

interface Batch {
  readonly count: number;
  readonly writes: readonly Write[];
  readonly ends: readonly number[];
  readonly isSlow: boolean;
}

const run = async (make: (printer: Printer) => Display, { count, writes, ends, isSlow }: Batch) => {
  const { display, paper, printer, writers } = setUp(make, !isSlow);
  const jobs = Array.from({ length: count }, (_, index) => fakeJob(index + 1));
  const jobOf = (number: number) => jobs[number - 1] ?? fakeJob(0);
  const printed: number[] = [];
  jobs.forEach(display.started);
  for (const [number, stream, text] of writes) display.output(jobOf(number), stream, Buffer.from(text));
  for (const number of ends) display.ended(fakeResult(jobOf(number)), () => printed.push(number));
  await turnOfTheLoop();
  writers.stdout.open();
  writers.stderr.open();
  await printer.drained();
  return { paper, printed };
};

const outputOf = (writes: readonly Write[], number: number, stream?: StreamName): string =>
  writes.flatMap(([job, name, text]) => (job === number && name === (stream ?? name) ? [text] : [])).join('');

const both = (writes: readonly Write[], number: number): string =>
  outputOf(writes, number, 'stdout') + outputOf(writes, number, 'stderr');

test('jobs are printed whole, as they end or in their order', async () => {
  await fc.assert(
    fc.asyncProperty(batch, fc.boolean(), async (given, keepOrder) => {
      const { paper, printed } = await run(whole(printPlain, keepOrder), given);
      const order = keepOrder ? [...given.ends].sort() : given.ends;
      expect(printed).toEqual(order);
      expect(paper.all()).toBe(order.map((number) => both(given.writes, number)).join(''));
    }),
  );
});

/** The lines of each job and stream; a last one without a newline is one, too. */
const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/).map((line) => line.replace(/\n?$/, '\n'));

test('printed by lines, no line is torn, and none is lost', async () => {
  const marked = batch.map((given) => ({
    ...given,
    writes: given.writes.map(([job, stream, text]): Write => [job, stream, text.replaceAll('a', String(job))]),
  }));
  await fc.assert(
    fc.asyncProperty(marked, fc.boolean(), async (given, keepOrder) => {
      const { paper, printed } = await run((printer) => lineBufferedDisplay(printer, keepOrder), given);
      const expected = (stream: StreamName) =>
        given.ends.flatMap((number) => {
          const text = outputOf(given.writes, number, stream);
          return text === '' ? [] : linesOf(text);
        });
      for (const stream of ['stdout', 'stderr'] as const) {
        const text = paper.textOf(stream);
        expect(text === '' ? [] : [...linesOf(text)].sort()).toEqual([...expected(stream)].sort());
      }
      expect([...printed].sort()).toEqual([...given.ends].sort());
      if (keepOrder) expect(printed).toEqual([...given.ends].sort());
    }),
  );
});

test('a line is printed as soon as it is whole', async () => {
  const { display, paper, printer } = setUp((to) => lineBufferedDisplay(to, false));
  const job = fakeJob(1);
  display.started(job);
  display.output(job, 'stdout', Buffer.from('one\ntw'));
  await printer.drained();
  expect(paper.all()).toBe('one\n');
  display.output(job, 'stdout', Buffer.from('o\n'));
  await printer.drained();
  expect(paper.all()).toBe('one\ntwo\n');
});

test('what a try wrote that failed is not printed', async () => {
  const { display, paper, printer } = setUp(whole(printPlain, false));
  const job = fakeJob(1);
  const received: number[] = [];
  display.started(job);
  display.output(job, 'stdout', Buffer.from('first try'));
  display.retried(job);
  display.output(job, 'stdout', Buffer.from('second'));
  display.ended(fakeResult(job), (bytes) => received.push(bytes));
  await printer.drained();
  expect(paper.all()).toBe('second');
  expect(received).toEqual([6]);
});

test('more than memory should hold is printed, too, while the reader takes its time', async () => {
  for (const make of [whole(printPlain, true), (printer: Printer) => lineBufferedDisplay(printer, false)]) {
    const { display, paper, printer, writers } = setUp(make, false);
    const job = fakeJob(1);
    const line = Buffer.from(`${'x'.repeat(999)}\n`);
    display.started(job);
    for (let index = 0; index < 5_000; index += 1) display.output(job, 'stdout', line);
    display.ended(fakeResult(job), () => {});
    expect(display.ready()).toBeInstanceOf(Promise);
    writers.stdout.open();
    await display.ready();
    await printer.drained();
    while (!printer.isIdle()) await printer.drained();
    expect(paper.all()).toBe(line.toString().repeat(5_000));
  }
});

test('jobs that wait for a slow first one use up what they may, and then no more are started', async () => {
  const { display, printer, paper } = setUp(whole(printPlain, true));
  const first = fakeJob(1);
  display.started(first);
  const megabyte = Buffer.alloc((1 << 20) - 1, 'x');
  let number = 1;
  while (display.ready() === undefined && number < 1_000) {
    number += 1;
    const job = fakeJob(number);
    display.started(job);
    display.output(job, 'stdout', megabyte);
    display.ended(fakeResult(job), () => {});
  }
  expect(number).toBeGreaterThan(50);
  expect(number).toBeLessThan(80);
  const ready = display.ready();
  display.ended(fakeResult(first), () => {});
  await ready;
  await printer.drained();
  expect(paper.all()).toHaveLength((number - 1) * megabyte.length);
});

const show = async (print: Print, writes: readonly Write[], result = fakeResult(fakeJob(1))): Promise<string> => {
  const { display, paper, printer } = setUp(whole(print, false));
  display.started(result.job);
  for (const [, stream, text] of writes) display.output(result.job, stream, Buffer.from(text, 'latin1'));
  display.ended(result, () => {});
  await printer.drained();
  return paper.textOf('stdout');
};

const OUT: readonly Write[] = [
  [1, 'stderr', 'bad'],
  [1, 'stdout', 'good\n'],
];

test('a CI system finds its fold marks at the beginning of lines', async () => {
  expect(await show(printFolded('github'), OUT)).toBe('::group::echo 1\ngood\nbad\n::endgroup::\n');
  expect(await show(printFolded('azure'), OUT)).toBe('##[group]echo 1\ngood\nbad\n##[endgroup]\n');
  expect(await show(printFolded('gitlab'), OUT)).toBe(
    '\u001b[0Ksection_start:1795234398:xspawn_1[collapsed=true]\r\u001b[0Kecho 1\ngood\nbad\n' +
      '\u001b[0Ksection_end:1795234399:xspawn_1\r\u001b[0K\n',
  );
  expect(await show(printFolded('github'), [])).toBe('::group::echo 1\n::endgroup::\n');
});

test('a command cannot write marks of its own through the title', async () => {
  const job = fakeJob(1);
  const command = { type: 'argv', argv: ['echo', 'a\n::endgroup::'] } as const;
  const text = await show(printFolded('github'), [], fakeResult(job, { exited: 0 }, { command }));
  expect(text).toBe("::group::echo $'a\\n::endgroup::'\n::endgroup::\n");
});

test('a job as JSON is one line that tells all', async () => {
  expect(JSON.parse(await show(printJson, OUT))).toEqual({
    ...{ seq: 1, inputs: ['1'], command: ['echo', '1'], exit: 0, signal: null, timedOut: false, tries: 1 },
    ...{ startedAt: '2026-11-21T04:13:18.218Z', durationMs: 1_005, stdout: 'good\n', stderr: 'bad' },
  });
  const killed = fakeResult(fakeJob(1), { killed: 'SIGTERM' }, { timedOut: true, tries: 2 });
  expect(JSON.parse(await show(printJson, [], killed))).toMatchObject({
    exit: null,
    signal: 'SIGTERM',
    timedOut: true,
  });
  const missing = fakeResult(fakeJob(1), { notStarted: 'x: command not found', code: 127 });
  expect(JSON.parse(await show(printJson, [], missing))).toMatchObject({ exit: 127, error: 'x: command not found' });
});

test('any output can be read back from JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 7 })), async (pieces) => {
      const writes = pieces.map((piece): Write => [1, 'stdout', Buffer.from(piece).toString('latin1')]);
      const text = await show(printJson, writes);
      const { stdout } = JSON.parse(Buffer.from(text, 'latin1').toString());
      const all = Buffer.concat(pieces);
      const read = typeof stdout === 'string' ? Buffer.from(stdout) : Buffer.from(stdout.base64, 'base64');
      expect(read.equals(all)).toBe(true);
      expect(text.split('\n')).toHaveLength(2);
    }),
  );
});
