// How long it takes to make a command of a script, beside the package managers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { table } from '../table.ts';
import { type Candidate, type Measured, measure } from './measure.ts';
import { ourMkbin } from './ours.ts';
import { inWorkshop, type Workshop } from './workshop.ts';

const PLAN = { rounds: 15 };
const SCRIPT = '#!/usr/bin/env node\nconsole.log(process.argv.slice(2));\n';

/** A package of one script, as npm wants it. */
const packageIn = ({ path }: Workshop, name: string): string => {
  const folder = path(name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/hello.js`, SCRIPT);
  writeFileSync(`${folder}/package.json`, JSON.stringify({ name, version: '1.0.0', bin: { [name]: 'hello.js' } }));
  return folder;
};

const candidates = (mkbin: string, workshop: Workshop): readonly Candidate[] => {
  const script = workshop.file('hello.js', SCRIPT, 0o755);
  const environment = {
    ...workshop.environment,
    npm_config_prefix: workshop.path('npm'),
    npm_config_update_notifier: 'false',
  };
  const ours = (name: string, run: number, ...options: readonly string[]): readonly string[] => [
    mkbin,
    'install',
    ...options,
    '--dir',
    workshop.path('bin'),
    '--name',
    `${name}${run}`,
    script,
  ];
  const npm = (run: number): readonly string[] => {
    const folder = packageIn(workshop, `npm-${run}`);
    return ['install', '--global', '--offline', '--no-audit', '--no-fund', folder];
  };
  return [
    { name: 'mkbin --no-check', file: process.execPath, operands: (run) => ours('a', run, '--no-check'), environment },
    { name: 'mkbin', file: process.execPath, operands: (run) => ours('b', run), environment },
    { name: 'npm install -g FOLDER', file: 'npm', operands: npm, environment },
  ];
};

const rowOf = ({ name, cpuMs, wallMs, leastWallMs, cpuRatio, wallRatio }: Measured): readonly string[] => [
  name,
  ...[cpuMs, wallMs, leastWallMs].map((ms) => ms.toFixed(0)),
  cpuRatio.toFixed(2),
  wallRatio.toFixed(2),
];

/** Measures installing one script under a new name each time, and prints a table. */
export const mkbin = (): Promise<void> =>
  inWorkshop(async (workshop) => {
    const built = ourMkbin();
    if (!built) return;
    const measured = await measure(candidates(built, workshop), { ...PLAN, baseline: 'mkbin --no-check' });
    const rows = measured.map(rowOf);
    const heading = [`Node ${process.version}`, 'CPU ms', 'wall ms', 'least', 'CPU ×', 'wall ×'];
    console.log(`\nA script becomes a command\n\n${table([heading, ...rows])}`);
  });
