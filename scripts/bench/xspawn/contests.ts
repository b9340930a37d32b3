import type { Candidate } from '../measure.ts';
import { systemPeer } from '../peers.ts';
import type { Workshop } from '../workshop.ts';

/** One that does the jobs, and how many times xspawn's cost it must take at least. */
export interface Contender extends Candidate {
  readonly must?: { readonly cpu?: number; readonly wall?: number };
}

/** One kind of job, done by several; the first is what the others are compared with. */
export interface Contest {
  readonly title: string;
  readonly contenders: readonly Contender[];
}

/** A job takes them so long that a tenth of the jobs is enough. */
const SLOW = ['parallel'];
const AT_ONCE = '2';

// Two at once, each line of standard input appended.
const POOL = `const { spawn } = require('node:child_process');
const [file, ...operands] = process.argv.slice(2);
const lines = require('node:fs').readFileSync(0, 'utf8').split('\\n').slice(0, -1).values();
const next = () => {
  const { value, done } = lines.next();
  if (!done) spawn(file, [...operands, value], { stdio: ['ignore', 'inherit', 'inherit'] }).on('exit', next);
};
next();
next();
`;

const makefile = (count: number): string => `JOBS := $(shell seq ${count})
all: $(JOBS)
$(JOBS): ; @/bin/true $@
`;

type Words = readonly [tool: string, ...operands: string[]];
type Add = (name: string, words: Words, must?: Contender['must']) => readonly Contender[];

const adder = (count: number, workshop: Workshop): Add => {
  const listOf = (length: number): string => {
    const numbers = Array.from({ length }, (_, index) => `${index + 1}\n`);
    return workshop.file(`list-${length}`, numbers.join(''));
  };
  const [all, tenth] = [count, Math.ceil(count / 10)];
  const lists = new Map([all, tenth].map((length) => [length, listOf(length)]));
  return (name, [tool, ...operands], must = {}) => {
    const file = tool.startsWith('/') ? tool : systemPeer(tool);
    if (!file) console.log(`${tool} is not installed (npm run bench -- peers): without it`);
    if (!file) return [];
    const units = SLOW.includes(tool) ? tenth : all;
    const input = lists.get(units) ?? '';
    return [{ name, file, operands: () => operands, environment: workshop.environment, input, units, must }];
  };
};

/** All kinds of jobs, with what must hold between xspawn and the peers. */
export const contests = (xspawn: string | undefined, count: number, workshop: Workshop): readonly Contest[] => {
  const add = adder(count, workshop);
  const node = process.execPath;
  const pool = workshop.file('pool.cjs', POOL);
  const jobsFile = workshop.file('jobs.mk', makefile(count));
  const ours = (name: string, ...words: readonly string[]): readonly Contender[] =>
    xspawn ? add(`xspawn ${name}`, [node, xspawn, '-j', AT_ONCE, ...words]) : [];
  const xargs = (...words: readonly string[]): Words => ['xargs', `-P${AT_ONCE}`, '-n1', ...words];
  const parallel = (...words: readonly string[]): Words => ['parallel', '--will-cite', `-j${AT_ONCE}`, ...words];
  return [
    {
      title: `/bin/true ARG, ${count} jobs`,
      contenders: [
        ...ours('--each', '--each', '--', '/bin/true'),
        ...add('xargs', xargs('/bin/true'), { cpu: 1.11, wall: 1 }), // 0.9 of its CPU time
        ...add('make', ['make', `-j${AT_ONCE}`, '-s', '-f', jobsFile, 'all']),
        ...add('spawn in Node', [node, pool, '/bin/true']),
        ...add('GNU parallel', parallel('/bin/true'), { wall: 8 }),
      ],
    },
    {
      title: `Shell lines (:), ${count} jobs`,
      contenders: [
        ...ours('--each --shell', '--each', '--shell', '--', ':'),
        ...add('xargs sh -c', xargs('sh', '-c', ':'), { wall: 4 }),
        ...add('GNU parallel', parallel(':'), { wall: 20 }),
      ],
    },
    {
      title: `Grouped output (echo {}), ${count} jobs`,
      contenders: [
        ...ours('--each --shell', '--each', '--shell', '--', 'echo {}'),
        ...ours('--each /bin/echo', '--each', '--', '/bin/echo', '{}'),
        ...add('xargs (not grouped)', xargs('/bin/echo')),
        ...add('GNU parallel', parallel('echo {}'), { wall: 15 }),
      ],
    },
    {
      title: `/bin/true ARG with a timeout, ${count} jobs`,
      contenders: [
        ...ours('--each --timeout', '--timeout', '10s', '--each', '--', '/bin/true'),
        ...add('xargs timeout', xargs('timeout', '10', '/bin/true'), { wall: 2 }),
        ...add('GNU parallel', parallel('--timeout', '10', '/bin/true')),
      ],
    },
  ];
};
