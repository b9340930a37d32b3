// `npm run check`: everything that has to hold: types, lint, dead code, packages, READMEs, and the tests
// (`npm run check -- --without-tests` leaves these out).
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { inRepository, packageNames, repository } from './repository.ts';

interface Check {
  readonly title: string;
  readonly command: string;
  readonly operands: readonly string[];
}

const typesOf = (folder: string): Check => ({ title: `types ${folder}`, command: 'tsc', operands: ['-p', folder] });

const packageOf = (name: string): Check => ({
  title: `package ${name}`,
  command: 'publint',
  operands: ['--strict', '--pack', 'npm', `packages/${name}`],
});

const checks = (): readonly Check[] => {
  const folders = [...packageNames().map((name) => `packages/${name}`), 'scripts', 'test'];
  return [
    ...folders.filter((folder) => existsSync(inRepository(folder, 'tsconfig.json'))).map(typesOf),
    { title: 'lint and format', command: 'biome', operands: ['ci', '--colors=off'] },
    { title: 'readmes', command: 'tsx', operands: ['--conditions=proctools-source', 'scripts/readme.ts', '--check'] },
    { title: 'dead code', command: 'knip', operands: ['--config', '.knip.json', '--no-progress'] },
    ...packageNames().map(packageOf),
    // The commands export nothing; only core has types that somebody imports.
    { title: 'exported types core', command: 'attw', operands: ['--pack', 'packages/core', '--profile', 'esm-only'] },
  ];
};

/** Runs one check and prints its verdict; what it said only when it failed. */
const passes = async ({ title, command, operands }: Check): Promise<boolean> => {
  const { failed, all } = await execa(command, operands, {
    cwd: repository,
    preferLocal: true,
    all: true,
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  console.log(`${failed ? 'failed' : 'ok    '}  ${title}`);
  if (failed) console.log(all);
  return !failed;
};

const withTests = !process.argv.includes('--without-tests');
const tests: Check = { title: 'tests', command: 'vitest', operands: ['run', '--config', 'test/vitest.config.ts'] };

let failures = 0;
for (const check of [...checks(), ...(withTests ? [tests] : [])]) if (!(await passes(check))) failures += 1;
if (failures > 0) console.log(`${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
