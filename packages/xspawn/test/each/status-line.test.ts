import { expect, test } from 'vitest';
import { printerTo } from '../../src/each/output/printer.ts';
import { statusLineOn } from '../../src/each/output/status-line.ts';
import { createPaper, fakeWriter } from './fakes.ts';

const ERASE = '\r\u001b[K';

const drawn = (line: string): string => `\r${line}\u001b[K`;

const setUp = (isOutputThere: boolean) => {
  const paper = createPaper();
  const writers = { stdout: fakeWriter(paper, 'stdout'), stderr: fakeWriter(paper, 'stderr') };
  const base = printerTo(writers, { onGone: () => {}, onError: () => {} });
  const status = statusLineOn(base, isOutputThere);
  const say = async (stream: 'stdout' | 'stderr', text: string) => {
    status.printer.write(stream, Buffer.from(text));
    await base.drained();
  };
  const show = async (line: string) => {
    status.show(line);
    await base.drained();
  };
  return { paper, status, say, show, base };
};

test('the line is drawn when it changes, makes way for what is printed on the same terminal, and is removed in the end', async () => {
  const { base, paper, say, show, status } = setUp(true);
  await show('10%');
  await show('10%');
  await show('20%');
  await say('stdout', 'out\n');
  await say('stderr', 'err\n');
  await show('30%');
  status.remove();
  status.remove();
  await base.drained();
  expect(paper.all()).toBe(`${drawn('10%')}${drawn('20%')}${ERASE}out\nerr\n${drawn('30%')}${ERASE}`);
});

test('output that goes elsewhere does not disturb it', async () => {
  const { paper, say, show } = setUp(false);
  await show('10%');
  await say('stdout', 'out');
  await show('20%');
  expect(paper.all()).toBe(`${drawn('10%')}out${drawn('20%')}`);
});

test('a line that is not finished is not written over', async () => {
  const { paper, say, show } = setUp(true);
  await say('stdout', 'no newline');
  await show('10%');
  await say('stdout', ' yet\n');
  await show('20%');
  expect(paper.all()).toBe(`no newline yet\n${drawn('20%')}`);
});

test('an announcement takes the line away as well', async () => {
  const { base, paper, show, status } = setUp(false);
  await show('10%');
  status.printer.announce(Buffer.from('no more\n'));
  status.printer.announce(Buffer.from('none at all\n'));
  await base.drained();
  await show('20%');
  expect(paper.all()).toBe(`${drawn('10%')}${ERASE}no more\nnone at all\n${drawn('20%')}`);
});
