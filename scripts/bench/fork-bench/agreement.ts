// The same command twice: who names a winner? And a difference that is there: who finds it?
import type { Comparison } from '../../../packages/fork-bench/src/results.ts';
import { table } from '../../table.ts';
import type { Workshop } from '../workshop.ts';
import { askHyperfine, askOurs, type HyperfineAnswer } from './answers.ts';
import { burner } from './burn.ts';

const RUNS = 30;
const SAME = 'node -e 0';
/** Milliseconds of CPU time, and 2.5 % more. */
const [LESS, MORE] = [20, 20.5];

type Ours = Readonly<Record<'wall' | 'cpu', Comparison>>;

const excludesOne = ({ low = 1, high = 1 }: Comparison): boolean => low > 1 || high < 1;
const namesWinner = ({ verdict }: Comparison): boolean => verdict === 'a-faster' || verdict === 'b-faster';
const counted = <T>(all: readonly T[], is: (one: T) => boolean): number => all.filter(is).length;

const holds = (count: number, most: number): string => `≤ ${most}: ${count <= most ? 'holds' : 'missed'}`;

const tell = (progress: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${progress} `);
};

/** Comparisons of a command with itself, ours and hyperfine's in turn, so that both have the same hour. */
export const sameTwice = (built: string, trials: number, workshop: Workshop): void => {
  const ours: Ours[] = [];
  const theirs: HyperfineAnswer[] = [];
  const options = ['--runs', String(RUNS), '--warmup', '3'];
  for (let trial = 1; trial <= trials; trial += 1) {
    tell(`the same twice: ${trial} of ${trials}`);
    ours.push(askOurs(built, [SAME, SAME], options, workshop));
    theirs.push(askHyperfine([SAME, SAME], RUNS, workshop));
  }
  const wall = ours.map((answer) => answer.wall);
  const cpu = ours.map((answer) => answer.cpu);
  const most = Math.round(trials * 0.08);
  const rows = [
    ['fork-bench, wall, without the band', counted(wall, excludesOne), holds(counted(wall, excludesOne), most)],
    ['fork-bench, CPU, without the band', counted(cpu, excludesOne), holds(counted(cpu, excludesOne), most)],
    ['fork-bench, wall', counted(wall, namesWinner), holds(counted(wall, namesWinner), 0)],
    ['fork-bench, CPU', counted(cpu, namesWinner), holds(counted(cpu, namesWinner), 0)],
    ['hyperfine, more than 2 % faster', counted(theirs, ({ ratio }) => ratio > 1.02), ''],
    ['hyperfine, more than 5 % faster', counted(theirs, ({ ratio }) => ratio > 1.05), ''],
    ['hyperfine, its ± excludes 1', counted(theirs, ({ ratio, error }) => ratio - error > 1), ''],
  ];
  const worst = Math.max(...theirs.map(({ ratio }) => ratio)).toFixed(2);
  console.log(`\n${SAME} against itself, ${trials} times ${RUNS} pairs: winners named\n\n${table(rows)}`);
  console.log(`\nhyperfine's largest claim: ${worst} × faster`);
};

/** Comparisons of two commands, the second of which takes 2.5 % more CPU time. */
export const differs = (built: string, trials: number, workshop: Workshop): void => {
  const burn = burner(workshop);
  if (!burn) {
    console.log('no C compiler: no command whose CPU time is known');
    return;
  }
  const answers: Ours[] = [];
  for (let trial = 1; trial <= trials; trial += 1) {
    tell(`2.5 % more: ${trial} of ${trials}`);
    answers.push(askOurs(built, [burn(LESS), burn(MORE)], ['--runs', String(RUNS), '--warmup', '3'], workshop));
  }
  const found = (metric: 'wall' | 'cpu'): number => counted(answers, (answer) => answer[metric].verdict === 'a-faster');
  const rows = [
    ['CPU time', found('cpu'), `≥ ${Math.round(trials * 0.95)}: ${found('cpu') >= trials * 0.95 ? 'holds' : 'missed'}`],
    ['wall clock', found('wall'), ''],
  ];
  console.log(`\n${LESS} ms of CPU time against ${MORE}, ${trials} times ${RUNS} pairs: found\n\n${table(rows)}`);
};
