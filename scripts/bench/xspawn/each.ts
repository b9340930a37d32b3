import { spawnSync } from 'node:child_process';
import { bareEnvironment } from '../measure.ts';
import type { Workshop } from '../workshop.ts';

const DEADLINE_MS = 20_000;

const INPUT = Array.from({ length: 40 }, (_, index) => `${index} $HOME`);

const answersTo = (xspawn: string, workshop: Workshop, ...operands: readonly string[]): boolean => {
  const { status, stdout } = spawnSync(process.execPath, [xspawn, '-j', '2', '--each', ...operands], {
    input: `${INPUT.join('\n')}\n`,
    env: bareEnvironment(workshop.environment),
    encoding: 'utf8',
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  return status === 0 && stdout.split('\n').sort().join('\n') === ['', ...INPUT].sort().join('\n');
};

/** Whether this xspawn runs a job for each line of its input, rightly: figures of one that does not mean nothing. */
export const canDoEach = (xspawn: string, workshop: Workshop): boolean => {
  const ways = [
    ['--', '/bin/echo'],
    ['--timeout', '9s', '--', '/bin/echo'],
    ['--shell', '--', 'echo {}'],
  ];
  const wrong = ways.filter((way) => !answersTo(xspawn, workshop, ...way));
  for (const way of wrong) console.log(`xspawn --each ${way.join(' ')}: not as promised; the jobs are without xspawn`);
  return wrong.length === 0;
};
