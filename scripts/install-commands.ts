// `npm run install-commands [-- OPTION…]`: our own commands, made by our own mkbin, whose options may be given.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inRepository, packageNames } from './repository.ts';

const isTool = (name: string): boolean =>
  'bin' in JSON.parse(readFileSync(inRepository('packages', name, 'package.json'), 'utf8'));

const mkbin = inRepository('packages', 'mkbin', 'dist', 'cli.cjs');
const folders = packageNames()
  .filter(isTool)
  .map((name) => inRepository('packages', name));
const { status } = spawnSync(process.execPath, [mkbin, 'install', ...process.argv.slice(2), ...folders], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
