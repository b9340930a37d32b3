import { existsSync } from 'node:fs';
import { inRepository } from '../repository.ts';

/** Our daemonize, as built; undefined, and said, when it is not. */
export const ourDaemonize = (): string | undefined => {
  const file = inRepository('packages', 'daemonize', 'dist', 'cli.cjs');
  if (existsSync(file)) return file;
  console.log('daemonize is not built (npm run build): without it\n');
  return undefined;
};

/** What somebody would write by hand: three lines. */
export const THREE_LINES = `const { spawn } = require('node:child_process');
const child = spawn(process.argv[2], process.argv.slice(3), { detached: true, stdio: 'ignore' });
child.unref();
`;
