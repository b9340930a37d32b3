import { expect, test } from 'vitest';
import { load } from './client.ts';
import { stageFor, type Worker } from './supervisor.ts';

// Says at its end how many requests it has had.
const COUNTING = `
const http = require('node:http');
let count = 0;
process.on('exit', () => console.log('had ' + count));
const server = http.createServer((request, response) => {
  count += 1;
  setTimeout(() => response.end('hello'), 2);
}).listen(Number(process.env.PORT));
process.on('SIGTERM', () => server.close(() => process.exit()));
`;

const countIn = (output: string): number => Number(/had (\d+)/.exec(output)?.[1]);

const replace = async (old: Worker, start: () => Promise<Worker>): Promise<{ worker: Worker; count: number }> => {
  const worker = await start();
  await old.drain();
  const ended = await old.stop();
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return { worker, count: countIn(ended.stdout) };
};

for (const [title, keepAlive] of [
  ['keep-alive connections', true],
  ['a new connection for each request', false],
] as const) {
  test(`100 reloads under ${title} lose no request`, async () => {
    const { start, port } = stageFor(COUNTING);
    const workers = [await start(), await start()];
    const clients = load(port, 8, keepAlive);
    let had = 0;
    for (let roll = 0; roll < 100; roll += 1) {
      const { worker, count } = await replace(workers[roll % 2] as Worker, start);
      workers[roll % 2] = worker;
      had += count;
    }
    const { answered, lost } = await clients.stop();
    for (const worker of workers) had += countIn((await worker.stop()).stdout);
    expect(lost).toEqual([]);
    expect(had).toBe(answered);
  });
}
