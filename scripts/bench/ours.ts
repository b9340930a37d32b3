import { existsSync } from 'node:fs';
import { inRepository } from '../repository.ts';

const built = (tool: string): string | undefined => {
  const file = inRepository('packages', tool, 'dist', 'cli.cjs');
  if (existsSync(file)) return file;
  console.log(`${tool} is not built (npm run build): without it\n`);
  return undefined;
};

/** Our daemonize, as built; undefined, and said, when it is not. */
export const ourDaemonize = (): string | undefined => built('daemonize');

/** Our fork-bench, as built; undefined, and said, when it is not. */
export const ourForkBench = (): string | undefined => built('fork-bench');

/** Our ipc-cat, as built; undefined, and said, when it is not. */
export const ourIpcCat = (): string | undefined => built('ipc-cat');

/** Our mkbin, as built; undefined, and said, when it is not. */
export const ourMkbin = (): string | undefined => built('mkbin');

/** Our xspawn, as built; undefined, and said, when it is not. */
export const ourXspawn = (): string | undefined => built('xspawn');

/** What somebody would write by hand: three lines. */
export const THREE_LINES = `const { spawn } = require('node:child_process');
const child = spawn(process.argv[2], process.argv.slice(3), { detached: true, stdio: 'ignore' });
child.unref();
`;
