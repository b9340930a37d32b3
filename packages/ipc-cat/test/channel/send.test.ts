import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { messagesBySending, type Sender } from '../../src/channel/send.ts';
import type { BadFrame } from '../../src/frames/bad-frame.ts';
import { batchOf } from '../../src/frames/batch.ts';

const talk = (script: string, serialization: 'json' | 'advanced') => {
  const child = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const bad: BadFrame[] = [];
  const messages = messagesBySending(child as Sender, serialization, { onUnsendable: (one) => bad.push(one) });
  const all = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    for (let batch = await messages.reader.read(); batch; batch = await messages.reader.read()) {
      lines.push(...batch.payloads.map(String));
    }
    return lines;
  };
  return { messages, bad, all };
};

const lines = (...texts: readonly string[]) => batchOf(texts.map((text) => Buffer.from(text)));

test('by send, messages go to a child and back; what cannot be sent is told', async () => {
  const { all, bad, messages } = talk(
    "process.on('message', (m) => { process.send([m]); if (m === 'end') process.disconnect(); })",
    'json',
  );
  await messages.writer.write(lines('1', 'nonsense', '{"cmd":"NODE_x"}', '"end"'));
  expect(await all()).toEqual(['[1]', '["end"]']);
  expect(bad.map(({ why }) => why)).toEqual(['not-json', 'reserved']);
  await messages.writer.gone;
  await expect(messages.writer.write(lines('2'))).rejects.toMatchObject({ code: 'EPIPE' });
});

test('by send, advanced values are tagged JSON', async () => {
  const { all, bad, messages } = talk(
    "process.on('message', (m) => { process.send([m]); process.disconnect(); })",
    'advanced',
  );
  await messages.writer.write(lines('{"$other":1}', '{"$map":[[1,{"$bigint":"2"}]]}'));
  expect(await all()).toEqual(['[{"$map":[[1,{"$bigint":"2"}]]}]']);
  expect(bad.map(({ why }) => why)).toEqual(['not-tagged']);
});

test('by send, the end comes after all that was written', async () => {
  const { messages } = talk(
    "let n = 0; process.on('message', () => { n += 1; }); process.on('disconnect', () => process.exit(n === 10_000 ? 0 : 1))",
    'json',
  );
  await messages.writer.write(lines(...Array.from({ length: 10_000 }, (_, index) => String(index))));
  await messages.writer.end();
  expect(await messages.reader.read()).toBe(undefined);
});

test('by send, a reader that does not come is waited for', async () => {
  const { all } = talk(
    'const go = (n) => process.send(n, () => n < 20_000 ? go(n + 1) : process.disconnect()); go(1)',
    'json',
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(await all()).toHaveLength(20_000);
});
