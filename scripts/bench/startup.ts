// What our commands cost before they do anything, on every supported Node: CPU time against an empty script, and for
// `start` against three lines that spawn.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { installNode, MAJORS } from '../nodes.ts';
import { table } from '../table.ts';
import { bareEnvironment, type Candidate, type Measured, measure } from './measure.ts';
import { ourDaemonize, ourForkBench, ourIpcCat, ourMkbin, ourXspawn, THREE_LINES } from './ours.ts';
import { inWorkshop, type Workshop } from './workshop.ts';

const PLAN = { rounds: 100 };

/** The built commands, as far as they are there. */
interface Tools {
  readonly daemonize: string | undefined;
  readonly 'fork-bench': string | undefined;
  readonly 'ipc-cat': string | undefined;
  readonly mkbin: string | undefined;
  readonly xspawn: string | undefined;
}

interface Bench extends Tools {
  readonly node: string;
  readonly workshop: Workshop;
}

/** What starts no child, of each tool. */
const QUICK: readonly (readonly [tool: keyof Tools, operands: readonly string[]])[] = [
  ['daemonize', ['--version']],
  ['daemonize', ['list']],
  ['daemonize', ['status', 'sleeper']],
  ['daemonize', ['--help']],
  ['fork-bench', ['--version']],
  ['fork-bench', ['--help']],
  ['ipc-cat', ['--version']],
  ['ipc-cat', ['--help']],
  ['mkbin', ['--version']],
  ['mkbin', ['list']],
  ['mkbin', ['--help']],
  ['xspawn', ['--version']],
  ['xspawn', ['--help']],
];

const quick = (bench: Bench): readonly Candidate[] => {
  const { node, workshop } = bench;
  const candidate = (name: string, ...operands: readonly string[]): Candidate => ({
    name,
    file: node,
    operands: () => operands,
    environment: workshop.environment,
  });
  const ours = QUICK.flatMap(([tool, operands]) => {
    const file = bench[tool];
    return file ? [candidate(`${tool} ${operands.join(' ')}`, file, ...operands)] : [];
  });
  return [candidate('node empty.cjs', workshop.file('empty.cjs', '')), ...ours];
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

const run = (bench: Bench, tool: keyof Tools, ...operands: readonly string[]): void => {
  const { node, workshop } = bench;
  const file = bench[tool];
  if (!file) return;
  const env = bareEnvironment(workshop.environment);
  const { status, stderr } = spawnSync(node, [file, ...operands], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool} ${operands.join(' ')} ended with ${status}: ${stderr}`);
};

/** One daemon runs, and there are four commands. */
const prepare = (bench: Bench): void => {
  run(bench, 'daemonize', 'start', '--name', 'sleeper', '--settle', '0', '--', 'sleep', '600');
  const scripts = [1, 2, 3, 4].map((number) => bench.workshop.file(`tool${number}.js`, ''));
  run(bench, 'mkbin', 'install', '--no-check', '--dir', bench.workshop.path('bin'), ...scripts);
};

const measureAll = (candidates: readonly Candidate[]): Promise<readonly Measured[]> =>
  measure(candidates, { ...PLAN, baseline: candidates[0]?.name ?? '' });

const rowOf = ({ name, cpuMs, wallMs, leastWallMs, cpuRatio, wallRatio }: Measured) =>
  [
    name,
    ...[cpuMs, wallMs, leastWallMs].map((ms) => ms.toFixed(1)),
    cpuRatio.toFixed(2),
    wallRatio.toFixed(2),
  ] as const;

const onNode = async (major: string, tools: Tools): Promise<void> => {
  const node = await installNode(major);
  if (!node) return;
  await inWorkshop(async (workshop) => {
    const inFront = [path.dirname(node), process.env.PATH].join(path.delimiter);
    const own = { ...workshop, environment: { ...workshop.environment, PATH: inFront } };
    const bench = { ...tools, node, workshop: own };
    prepare(bench);
    const rows = [...(await measureAll(quick(bench))), ...(await measureAll(starting(bench)))].map(rowOf);
    run(bench, 'daemonize', 'stop', 'sleeper');
    console.log(`${table([[`Node ${major}`, 'CPU ms', 'wall ms', 'least', 'CPU ratio', 'wall ratio'], ...rows])}\n`);
  });
};

/** Measures on these Nodes, and prints a table for each. */
export const startup = async (majors: readonly string[]): Promise<void> => {
  const tools = {
    daemonize: ourDaemonize(),
    'fork-bench': ourForkBench(),
    'ipc-cat': ourIpcCat(),
    mkbin: ourMkbin(),
    xspawn: ourXspawn(),
  };
  for (const major of majors.length > 0 ? majors : MAJORS) await onNode(major, tools);
};
