// Acknowledgement, with commands that really run and a broker in this process.
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { directory, write } from '../../../../test/rig/files.ts';
import { until } from '../../../../test/rig/until.ts';
import type { MessageEnd } from '../../src/endpoint.ts';
import { findCommand } from '../../src/endpoints/exec.ts';
import type { Event } from '../../src/event.ts';
import { batchOf } from '../../src/frames/batch.ts';
import { commandsFor } from '../../src/reply/commands.ts';
import type { Desk } from '../../src/reply/desk.ts';
import { quota } from '../../src/reply/quota.ts';
import { startServing } from '../../src/reply/serve-one.ts';
import { idleClock } from '../../src/request/idle-clock.ts';
import { brokerWith, sinkWriting } from './broker.ts';

const environment = { PATH: process.env.PATH ?? '' };

interface Asked {
  readonly script: string;
  readonly jobs?: number;
  readonly ackAfter?: Desk['ackAfter'];
  readonly count?: number;
}

/** What the connections of a run share, and what it told. */
const deskWith = async ({ ackAfter = 'exit', count, jobs = 1, script }: Asked) => {
  const told: Event[] = [];
  const execution = await findCommand(['sh', '-c', script], environment);
  const commands = commandsFor({ execution, environment, framing: 'lines', most: jobs, maxFrame: 1 << 20 });
  onTestFinished(commands.end);
  const desk: Desk = {
    commands,
    command: 'sh',
    framing: 'lines',
    ackAfter,
    each: jobs,
    quota: quota(count, () => {}),
    clock: idleClock(undefined, () => {}),
    tell: (event) => void told.push(event),
    counts: { answered: 0, failed: 0 },
  };
  return { desk, told };
};

const serve = (desk: Desk, source: MessageEnd, sink: MessageEnd) =>
  startServing(desk, { source, sink }, { name: source.name, target: 'whole', endsOnFailure: false }).flow;

test('a message is accepted when its command has succeeded and its answer is written, and not before', async () => {
  const { desk } = await deskWith({ script: 'read x; echo "$x done"' });
  const broker = brokerWith(['a', 'b']);
  expect(await serve(desk, broker.end, sinkWriting(broker.log)).ended).toEqual({ type: 'whole' });
  expect(broker.log).toEqual(['read a', 'answer a done', 'accept a', 'read b', 'answer b done', 'accept b']);
  expect(desk.counts).toEqual({ answered: 2, failed: 0 });
});

test('a message whose command fails, or is killed, comes again; how often it came is in its environment', async () => {
  const script =
    'read x; case $x$IPC_CAT_ATTEMPT in a1) echo no; exit 3;; b1) kill -9 $$;; esac; echo $IPC_CAT_SUBJECT $IPC_CAT_ATTEMPT';
  const { desk, told } = await deskWith({ script });
  const broker = brokerWith(['a', 'b', 'c']);
  await serve(desk, broker.end, sinkWriting(broker.log)).ended;
  expect(broker.log.filter((line) => !line.startsWith('read'))).toEqual([
    'refuse a',
    'refuse b',
    'answer subject.c 1',
    'accept c',
    'answer subject.a 2',
    'accept a',
    'answer subject.b 2',
    'accept b',
  ]);
  expect(told).toEqual([
    {
      type: 'reply-failed',
      name: 'broker',
      command: 'sh',
      again: true,
      attempt: 1,
      why: { type: 'ended', end: { exited: 3 } },
    },
    {
      type: 'reply-failed',
      name: 'broker',
      command: 'sh',
      again: true,
      attempt: 1,
      why: { type: 'ended', end: { killed: 'SIGKILL' } },
    },
  ]);
  expect(desk.counts).toEqual({ answered: 3, failed: 0 });
});

test('--ack-after write accepts a message that was handed out: it does not come again', async () => {
  const { desk, told } = await deskWith({ script: 'read x; [ $x = b ] || exit 4; echo $x', ackAfter: 'write' });
  const broker = brokerWith(['a', 'b']);
  await serve(desk, broker.end, sinkWriting(broker.log)).ended;
  expect(broker.log).toEqual(['read a', 'accept a', 'read b', 'accept b', 'answer b']);
  expect(told).toMatchObject([{ type: 'reply-failed', again: false }]);
  expect(desk.counts).toEqual({ answered: 1, failed: 1 });
});

test.each([1, 3])('with --jobs %i no more messages are taken than run', async (jobs) => {
  const { desk } = await deskWith({ script: 'read x; echo $x', jobs });
  const texts = Array.from({ length: 20 }, (_, index) => `m${index}`);
  const broker = brokerWith(texts);
  await serve(desk, broker.end, sinkWriting(broker.log)).ended;
  expect(broker.mostOut).toBe(jobs);
  expect(broker.wanted[0]).toBe(jobs);
  expect(broker.log.filter((line) => line.startsWith('accept')).sort()).toEqual(
    texts.map((text) => `accept ${text}`).sort(),
  );
});

test('the first that is done is accepted first', async () => {
  const marks = directory();
  const script = `read x; if [ $x = a ]; then until [ -e ${marks}/go ]; do sleep 0.01; done; fi; echo $x`;
  const { desk } = await deskWith({ script, jobs: 2 });
  const broker = brokerWith(['a', 'b']);
  const flow = serve(desk, broker.end, sinkWriting(broker.log));
  await until(() => broker.log.includes('accept b'), 'b was accepted while a is under way');
  write(marks, { go: '' });
  await flow.ended;
  expect(broker.log.filter((line) => line.startsWith('accept'))).toEqual(['accept b', 'accept a']);
});

test('what a broker hands out beyond what was wanted goes back when it is not begun', async () => {
  const { desk } = await deskWith({ script: 'read x; echo $x', count: 2 });
  const broker = brokerWith(['a', 'b', 'c', 'd'], { generous: true });
  await serve(desk, broker.end, sinkWriting(broker.log)).ended;
  expect(broker.log.filter((line) => /accept|answer/.test(line))).toEqual([
    'answer a',
    'accept a',
    'answer b',
    'accept b',
  ]);
  expect([...broker.left].sort()).toEqual(['c', 'd']);
});

test('when it is ended, what runs is ended and goes back, and nothing more is begun', async () => {
  const marks = directory();
  const { desk, told } = await deskWith({ script: `read x; mkdir ${marks}/begun; exec sleep 1000` });
  const broker = brokerWith(['a', 'b'], { generous: true });
  const flow = serve(desk, broker.end, sinkWriting(broker.log));
  await until(() => existsSync(`${marks}/begun`), 'the first was begun');
  flow.cancel();
  await desk.commands.end();
  await flow.ended;
  expect(broker.log.filter((line) => !line.startsWith('read')).sort()).toEqual(['refuse a', 'refuse b']);
  expect(told).toEqual([]);
});

test('an answer that nobody takes any more is none: its message comes again', async () => {
  const { desk } = await deskWith({ script: 'read x; echo $x' });
  const broker = brokerWith(['a', 'b']);
  const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const sink = sinkWriting(broker.log, async () => {
    throw gone;
  });
  expect(await serve(desk, broker.end, sink).ended).toEqual({ type: 'reader-gone', lost: true });
  expect(broker.log).toEqual(['read a', 'refuse a']);
  expect(desk.counts.answered).toBe(0);
});

test('a receipt that cannot be handed over is the failure of where the message came from', async () => {
  const { desk } = await deskWith({ script: 'read x; echo $x' });
  const lost = new Error('the connection was lost');
  const receipt = { accept: () => Promise.reject(lost), refuse: () => Promise.reject(lost) };
  const batches = [batchOf([Buffer.from('a')], { receipts: [receipt] })];
  const source: MessageEnd = {
    name: 'broker',
    unit: 'messages',
    content: 'any',
    reader: { read: async () => batches.shift(), cancel: () => {} },
    close: async () => {},
  };
  const log: string[] = [];
  expect(await serve(desk, source, sinkWriting(log)).ended).toEqual({ type: 'broken', side: 'reading', error: lost });
  expect(log).toEqual(['answer a']);
});

test('an answer with a way of its own takes it', async () => {
  const { desk } = await deskWith({ script: 'read x; echo to $x; echo more', jobs: 2 });
  const sent: string[] = [];
  const answers = ['a', 'b'].map((name) => async (answer: Buffer) => void sent.push(`${name}: ${answer}`));
  const batches = [
    batchOf([Buffer.from('a'), Buffer.from('b'), Buffer.from('c')], { answers: [...answers, undefined] }),
  ];
  const source: MessageEnd = {
    name: 'requests',
    unit: 'messages',
    content: 'any',
    reader: { read: async () => batches.shift(), cancel: () => {} },
    close: async () => {},
  };
  const log: string[] = [];
  await serve(desk, source, sinkWriting(log)).ended;
  expect(sent.sort()).toEqual(['a: to a\nmore', 'b: to b\nmore']);
  expect(log).toEqual(['answer to c\nmore']);
});
