import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { printerTo } from '../../src/each/output/printer.ts';
import { createPaper, fakeWriter, turnOfTheLoop } from './fakes.ts';

const setUp = (isOpen = true) => {
  const paper = createPaper();
  const writers = { stdout: fakeWriter(paper, 'stdout', isOpen), stderr: fakeWriter(paper, 'stderr', isOpen) };
  const trouble = { onGone: vi.fn(), onError: vi.fn() };
  return { paper, writers, trouble, printer: printerTo(writers, trouble) };
};

test('both streams together are in the order in which they were handed in', async () => {
  const entry = fc.tuple(fc.constantFrom('stdout' as const, 'stderr' as const), fc.string({ maxLength: 5 }));
  await fc.assert(
    fc.asyncProperty(fc.array(entry), async (entries) => {
      const { paper, printer } = setUp();
      for (const [stream, text] of entries) printer.write(stream, Buffer.from(text, 'latin1'));
      await printer.drained();
      const expected = entries.map(([, text]) => Buffer.from(text, 'latin1').toString('latin1')).join('');
      expect(paper.all()).toBe(expected);
      expect(printer.isIdle()).toBe(true);
    }),
  );
});

test('a call comes when what was handed in before it is written, and not sooner', async () => {
  const { paper, printer, writers } = setUp(false);
  const seen: string[] = [];
  printer.after(() => seen.push('nothing before'));
  printer.write('stdout', Buffer.from('a'));
  printer.after(() => seen.push(paper.all()));
  printer.write('stderr', Buffer.from('b'));
  printer.after(() => seen.push(paper.all()));
  await turnOfTheLoop();
  expect(seen).toEqual(['nothing before']);
  writers.stdout.open();
  writers.stderr.open();
  await printer.drained();
  expect(seen).toEqual(['nothing before', 'a', 'ab']);
});

test('a slow reader is waited for, and what comes meanwhile is not lost', async () => {
  const { paper, printer, writers } = setUp(false);
  expect(printer.ready()).toBe(undefined);
  const megabyte = Buffer.alloc(1 << 20, 'x');
  printer.write('stdout', megabyte);
  printer.write('stdout', Buffer.from('y'));
  let isReady = false;
  const ready = printer.ready()?.then(() => {
    isReady = true;
  });
  await turnOfTheLoop();
  expect(isReady).toBe(false);
  writers.stdout.open();
  await ready;
  await printer.drained();
  expect(paper.textOf('stdout')).toHaveLength((1 << 20) + 1);
});

test('when the reader goes away the rest is dropped, and counts as printed', async () => {
  const { printer, trouble, writers } = setUp(false);
  const printed = vi.fn();
  printer.write('stdout', Buffer.from('a'));
  printer.after(printed);
  writers.stdout.fail('EPIPE');
  await printer.drained();
  expect(trouble.onGone).toHaveBeenCalledOnce();
  expect(trouble.onError).not.toHaveBeenCalled();
  expect(printed).toHaveBeenCalledOnce();
});

test('what a full disk does not take does not count as printed', async () => {
  const { printer, trouble, writers } = setUp(false);
  const printed = vi.fn();
  printer.write('stdout', Buffer.from('a'));
  printer.after(printed);
  writers.stdout.fail('ENOSPC');
  await printer.drained();
  printer.after(printed);
  expect(trouble.onError).toHaveBeenCalledOnce();
  expect(printed).not.toHaveBeenCalled();
});

test('that nobody reads standard error is no reason to stop', async () => {
  const { paper, printer, trouble, writers } = setUp();
  writers.stderr.fail('EPIPE');
  printer.write('stderr', Buffer.from('lost'));
  printer.write('stdout', Buffer.from('a'));
  await printer.drained();
  expect(paper.all()).toBe('a');
  expect(trouble.onGone).not.toHaveBeenCalled();
});

test('an announcement does not wait for output that nobody takes, and is waited for itself', async () => {
  const { paper, printer, writers } = setUp(false);
  printer.write('stdout', Buffer.from('stuck'));
  printer.write('stderr', Buffer.from(', behind it'));
  printer.announce(Buffer.from('now, '));
  writers.stderr.open();
  await turnOfTheLoop();
  expect(paper.all()).toBe('now, ');
  writers.stdout.open();
  await printer.drained();
  expect(paper.all()).toBe('now, stuck, behind it');

  const other = setUp(false);
  other.printer.announce(Buffer.from('last words'));
  const isDrained = vi.fn();
  void other.printer.drained().then(isDrained);
  await turnOfTheLoop();
  expect(other.printer.isIdle()).toBe(false);
  expect(isDrained).not.toHaveBeenCalled();
  other.writers.stderr.open();
  await vi.waitFor(() => expect(isDrained).toHaveBeenCalled());
});
