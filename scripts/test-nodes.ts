// `npm run test:nodes [-- [--briefly] MAJOR… [FILTER…]]`: the tests, on every Node that proctools supports. Filters are the test
// runner's: words that a test file's path holds. --briefly leaves out what is listed below, and has the Nodes share the rest: each
// file is run by one of them.
import path from 'node:path';
import { execa } from 'execa';
import { type Closing, closingIn } from './closing.ts';
import { installNode, MAJORS } from './nodes.ts';
import { inRepository, repository } from './repository.ts';
import { table } from './table.ts';

const VITEST = inRepository('node_modules', 'vitest', 'vitest.mjs');

interface Outcome {
  readonly version: string;
  readonly closing: Closing | undefined;
  readonly ok: boolean;
}

/** Without the variable that costs some Nodes 30 ms at every start. */
const environmentFor = (node: string): NodeJS.ProcessEnv => {
  const { NODE_EXTRA_CA_CERTS: _, ...rest } = process.env;
  return { ...rest, PATH: [path.dirname(node), process.env.PATH].join(path.delimiter) };
};

/**
 * Once is enough where time is short: the first run a node.exe of their own, whatever Node runs them, or all Nodes; the second asks
 * the parser, again and again; the others do something at every moment, or a hundred times. All take long.
 */
const LONG = [
  'test/*/windows.test.ts',
  'test/contract/{streams,usage}.test.ts',
  'test/daemonize/{crash,crew-replacing,crew-steps,lock-stress,rotation,settle,steps}.test.ts',
  'test/daemonize/preload/roll.test.ts',
  'test/fork-bench/{baseline,doctor,http,report-page,suite-orphans,tour}.test.ts',
  'test/ipc-cat/*.test.ts',
  'test/daemonize/workers-{compute,sessions}.test.ts',
  'test/mkbin/{failures,matrix,replacing}.test.ts',
  'test/xspawn/{codes,each-kill,engine-stops}.test.ts',
];

const BRIEFLY = '--briefly';

const isBrief = process.argv.includes(BRIEFLY);

/** What is left out, and which part of the rest is this one's. */
const briefly = (index: number, count: number): readonly string[] => [
  ...LONG.flatMap((pattern) => ['--exclude', pattern]),
  `--shard=${index + 1}/${count}`,
];

const testOn = async (major: string, filters: readonly string[], part: readonly string[]): Promise<Outcome> => {
  const node = await installNode(major);
  if (!node) return { version: major, closing: undefined, ok: false };
  const { stdout: version } = await execa(node, ['--version']);
  console.log(`\nNode ${version}`);
  const operands = ['run', '--config', 'test/vitest.config.ts', ...filters, ...part];
  const { failed, stdout } = await execa(node, [VITEST, ...operands], {
    cwd: repository,
    env: environmentFor(node),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    stdout: ['pipe', 'inherit'],
    stderr: 'inherit',
  });
  const closing = closingIn(stdout);
  return { version, closing, ok: !failed && closing !== undefined };
};

const rowOf = ({ version, closing, ok }: Outcome): readonly (string | number)[] => [
  version,
  closing?.passed ?? '-',
  closing?.failed ?? '-',
  closing?.skipped ?? '-',
  ok ? 'ok' : 'failed',
];

const isMajor = (word: string): boolean => /^\d+$/.test(word);

const words = process.argv.slice(2).filter((word) => word !== BRIEFLY);
const filters = words.filter((word) => !isMajor(word));
const majors = words.some(isMajor) ? words.filter(isMajor) : MAJORS;
const outcomes: Outcome[] = [];
for (const [index, major] of majors.entries())
  outcomes.push(await testOn(major, filters, isBrief ? briefly(index, majors.length) : []));
console.log(`\n${table([['Node', 'passed', 'failed', 'skipped', ''], ...outcomes.map(rowOf)])}`);
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
