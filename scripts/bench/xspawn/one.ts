// What a wrapper adds to one command.
import { table } from '../../table.ts';
import { costWay } from '../cost.ts';
import { type Candidate, type Measured, measure } from '../measure.ts';
import { npmPeer, systemPeer } from '../peers.ts';
import type { Workshop } from '../workshop.ts';

const PLAN = { rounds: 54 };
const COMMAND = '/bin/true';
/** CPU time against the three lines. */
const LIMIT = 1.15;

const THREE_LINES = `const { spawn } = require('node:child_process');
const child = spawn(process.argv[2], process.argv.slice(3), { stdio: 'inherit' });
child.on('exit', (code) => { process.exitCode = code ?? 1; });
`;

/** Each with its words before the command; undefined where it is not installed. */
const wrappers = (
  xspawn: string | undefined,
  workshop: Workshop,
): Readonly<Record<string, readonly (string | undefined)[]>> => {
  const node = process.execPath;
  return {
    'three lines of Node': [node, workshop.file('wrap.cjs', THREE_LINES)],
    xspawn: [node, xspawn],
    env: [systemPeer('env')],
    timeout: [systemPeer('timeout'), '60'],
    tini: [systemPeer('tini'), '-s', '--'],
    'dumb-init': [systemPeer('dumb-init'), '--'],
    'cross-env': [node, npmPeer('cross-env')],
    'npm exec': ['npm', 'exec', '--call'],
  };
};

const candidateOf = (name: string, words: readonly (string | undefined)[], workshop: Workshop): Candidate[] => {
  if (words.includes(undefined)) {
    console.log(`${name} is not there (npm run bench -- peers): without it`);
    return [];
  }
  const [file = '', ...operands] = words as readonly string[];
  // Or npm would ask now and then whether there is a newer one.
  const environment = { ...workshop.environment, npm_config_update_notifier: 'false' };
  return [{ name, file, operands: () => [...operands, COMMAND], environment }];
};

const rowOf = ({ name, cpuMs, wallMs, leastWallMs, cpuRatio, wallRatio }: Measured): readonly string[] => {
  const limit = name === 'xspawn' ? `CPU ≤ ${LIMIT}: ${cpuRatio <= LIMIT ? 'holds' : 'missed'}` : '';
  const times = [cpuMs, wallMs, leastWallMs].map((ms) => ms.toFixed(1));
  return [name, ...times, cpuRatio.toFixed(2), wallRatio.toFixed(2), limit];
};

/** Measures the wrappers that are there around one `/bin/true`, and prints a table. */
export const one = async (xspawn: string | undefined, workshop: Workshop): Promise<void> => {
  const candidates = Object.entries(wrappers(xspawn, workshop)).flatMap(([name, words]) =>
    candidateOf(name, words, workshop),
  );
  const plan = { ...PLAN, baseline: candidates[0]?.name ?? '' };
  const rows = (await measure(candidates, plan, await costWay(workshop))).map(rowOf);
  const heading = [`Node ${process.version}`, 'CPU ms', 'wall ms', 'least', 'CPU ×', 'wall ×', 'must be'];
  console.log(`\nAround one ${COMMAND}\n\n${table([heading, ...rows])}`);
};
