// What our commands cost before they do anything, on every supported Node: CPU time against an empty script, and for
// `start` against three lines that spawn.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { installNode, MAJORS } from '../nodes.ts';
import { table } from '../table.ts';
import { bareEnvironment, type Candidate, type Measured, measure } from './measure.ts';
import { ourDaemonize, THREE_LINES } from './ours.ts';
import { inWorkshop, type Workshop } from './workshop.ts';

const PLAN = { batches: 9, runs: 12 };

interface Bench {
  readonly node: string;
  readonly daemonize: string | undefined;
  readonly workshop: Workshop;
}

const quick = ({ node, daemonize, workshop }: Bench): readonly Candidate[] => {
  const candidate = (name: string, ...operands: readonly string[]): Candidate => ({
    name,
    file: node,
    operands: () => operands,
    environment: workshop.environment,
  });
  const empty = candidate('node empty.cjs', workshop.file('empty.cjs', ''));
  if (!daemonize) return [empty];
  return [
    empty,
    candidate('daemonize --version', daemonize, '--version'),
    candidate('daemonize list', daemonize, 'list'),
    candidate('daemonize status NAME', daemonize, 'status', 'sleeper'),
    candidate('daemonize --help', daemonize, '--help'),
  ];
};

const starting = ({ node, daemonize, workshop }: Bench): readonly Candidate[] => {
  const script = workshop.file('three-lines.cjs', THREE_LINES);
  const state = workshop.path('started');
  const environment = { ...workshop.environment, DAEMONIZE_HOME: state };
  const ours = (run: number) => [daemonize ?? '', 'start', '--name', `n${run}`, '--settle', '0', '--', 'true'];
  const threeLines = { name: 'three lines that spawn', file: node, operands: () => [script, 'true'], environment };
  const cleanUp = () => rmSync(state, { recursive: true, force: true });
  if (!daemonize) return [threeLines];
  return [threeLines, { name: 'daemonize start --settle 0', file: node, operands: ours, environment, cleanUp }];
};

const run = ({ node, daemonize, workshop }: Bench, ...operands: readonly string[]): void => {
  if (!daemonize) return;
  const env = bareEnvironment(workshop.environment);
  const { status, stderr } = spawnSync(node, [daemonize, ...operands], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`daemonize ${operands.join(' ')} ended with ${status}: ${stderr}`);
};

const measureAll = (candidates: readonly Candidate[]): readonly Measured[] =>
  measure(candidates, { ...PLAN, baseline: candidates[0]?.name ?? '' });

const rowOf = ({ name, cpuMs, wallMs, leastWallMs, cpuRatio, wallRatio }: Measured) =>
  [
    name,
    ...[cpuMs, wallMs, leastWallMs].map((ms) => ms.toFixed(1)),
    cpuRatio.toFixed(2),
    wallRatio.toFixed(2),
  ] as const;

const onNode = async (major: string, daemonize: string | undefined): Promise<void> => {
  const node = await installNode(major);
  if (!node) return;
  await inWorkshop((workshop) => {
    const inFront = [path.dirname(node), process.env.PATH].join(path.delimiter);
    const own = { ...workshop, environment: { ...workshop.environment, PATH: inFront } };
    const bench = { node, daemonize, workshop: own };
    run(bench, 'start', '--name', 'sleeper', '--settle', '0', '--', 'sleep', '600');
    const rows = [...measureAll(quick(bench)), ...measureAll(starting(bench))].map(rowOf);
    run(bench, 'stop', 'sleeper');
    console.log(`${table([[`Node ${major}`, 'CPU ms', 'wall ms', 'least', 'CPU ratio', 'wall ratio'], ...rows])}\n`);
  });
};

/** Measures on these Nodes, and prints a table for each. */
export const startup = async (majors: readonly string[]): Promise<void> => {
  const daemonize = ourDaemonize();
  for (const major of majors.length > 0 ? majors : MAJORS) await onNode(major, daemonize);
};
