import { expect, test } from 'vitest';
import { until } from '../rig/until.ts';
import { get } from './preload/client.ts';
import { bodyFrom, bodyIn, connected, example, said, type Workers } from './workers.ts';

// A second of work; what is asked meanwhile takes milliseconds of it.
const COUNT = 1_500_000_000;

interface Computing {
  /** Of the worker that was asked to compute. */
  readonly pid: number;
  readonly answer: Promise<string>;
}

/** What was answered, in the order in which it came. */
type Answers = string[];

/** Asks for the computation, and waits until a worker says that it has begun. */
const computing = async (workers: Workers, answers: Answers, query = ''): Promise<Computing> => {
  const connection = await connected({ host: '127.0.0.1', port: workers.port });
  const answer = connection.ask(get(`/compute?count=${COUNT}${query}`)).then((outcome) => {
    connection.end();
    answers.push(bodyIn(outcome));
    return bodyIn(outcome);
  });
  const [, pid] = await said(workers, /worker (\d+) computes/);
  return { pid: Number(pid), answer };
};

/** Asks so often, each time on a connection of its own, for what takes no time. */
const ask = async ({ port }: Workers, answers: Answers, count = 30): Promise<void> => {
  const askOnce = async () => answers.push(await bodyFrom({ host: '127.0.0.1', port }));
  await Promise.all(Array.from({ length: count }, askOnce));
};

const isSum = (answer: string): boolean => answer.includes(': the sum is ');

const pidIn = (answer: string): number => Number(/^worker (\d+)/.exec(answer)?.[1]);

const pidsOf = async (workers: Workers): Promise<readonly number[]> => (await workers.status()).map(({ pid }) => pid);

test('while one worker computes, the others answer', async () => {
  const workers = await example('compute/server.js', '--workers', '3', '--listen', '127.0.0.1:0');
  const answers: Answers = [];
  const { answer, pid } = await computing(workers, answers, '&blocking');
  await ask(workers, answers);
  const others = (await pidsOf(workers)).filter((one) => one !== pid);
  expect(answers.map(isSum)).toEqual(Array.from({ length: 30 }, () => false));
  expect(others).toHaveLength(2);
  expect(others).toEqual(expect.arrayContaining(answers.map(pidIn)));
  expect(pidIn(await answer)).toBe(pid);
});

test('Node’s cluster deals one connection to the worker that computes, and the rest to the others', async () => {
  const workers = await example('compute/server.js', '--workers', '2', '--env', 'PORT=0');
  const answers: Answers = [];
  const { answer, pid } = await computing(workers, answers, '&blocking');
  await Promise.all([ask(workers, answers), answer]);
  const [other] = (await pidsOf(workers)).filter((one) => one !== pid);
  expect(answers.slice(0, 29).map(pidIn)).toEqual(Array.from({ length: 29 }, () => other));
  expect(answers.slice(29).map(isSum)).toEqual([true, false]);
  expect(answers.slice(29).map(pidIn)).toEqual([pid, pid]);
});

test('while a single process computes, nobody is answered', async () => {
  const workers = await example('compute/server.js', '--workers', '1', '--listen', '127.0.0.1:0');
  const answers: Answers = [];
  const { answer } = await computing(workers, answers, '&blocking');
  await Promise.all([ask(workers, answers, 5), answer]);
  expect(answers.map(isSum)).toEqual([true, false, false, false, false, false]);
});

test('while its child computes, the same process answers', async () => {
  const workers = await example('compute/server.js', '--workers', '1', '--listen', '127.0.0.1:0');
  const answers: Answers = [];
  const { answer, pid } = await computing(workers, answers);
  await ask(workers, answers);
  expect(answers).toEqual(Array.from({ length: 30 }, () => `worker ${pid}\n`));
  expect(await answer).toMatch(`worker ${pid}: the sum is `);
});

test('a worker that is replaced waits for its child that computes, and the result arrives', async () => {
  const workers = await example('compute/server.js', '--workers', '1', '--listen', '127.0.0.1:0');
  const answers: Answers = [];
  const { answer, pid } = await computing(workers, answers);
  const reload = workers.here.daemonize('reload', 'server');
  const next = await until(async () => {
    await ask(workers, answers, 1);
    return answers.map(pidIn).find((one) => one !== pid);
  }, 'the next worker answers');
  expect(answers.some(isSum)).toBe(false);
  expect(await answer).toMatch(`worker ${pid}: the sum is `);
  expect(await reload).toMatchObject({ code: 0 });
  expect(await pidsOf(workers)).toEqual([next]);
});
