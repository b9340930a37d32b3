/** The packages of the system, by asking its package manager. dpkg-query(1), rpm(8) */
import { spawnSync } from 'node:child_process';
import type { Manager, Owner } from './owner.ts';

const ask = (command: string, operands: readonly string[]): string | undefined => {
  const { status, stdout } = spawnSync(command, operands, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
};

/** `coreutils: /bin/ls`; `a, b: /shared`, and a line more for each diversion. */
const packageOfDpkg = (answer: string): string | undefined => /^(?!diversion )([^:,\s]+)[^\n]*: \//m.exec(answer)?.[1];

/** Where /bin is a link to /usr/bin, a package may have listed its file under either. */
const spellings = (file: string): readonly string[] =>
  file.startsWith('/usr/') ? [file, file.slice('/usr'.length)] : [file, `/usr${file}`];

const ofManager = (manager: Manager, name: string | undefined): Owner | undefined =>
  name === undefined || name === '' ? undefined : { type: 'manager', manager, package: name };

const askDpkg = (file: string): Owner | undefined => {
  if (/[*?[\]\\]/.test(file)) return undefined; // a pattern, for dpkg
  for (const spelling of spellings(file)) {
    const owner = ofManager('dpkg', packageOfDpkg(ask('dpkg', ['-S', '--', spelling]) ?? ''));
    if (owner) return owner;
  }
  return undefined;
};

const askRpm = (file: string): Owner | undefined =>
  ofManager('rpm', ask('rpm', ['-qf', '--queryformat', '%{NAME}\n', '--', file])?.split('\n', 1)[0]);

/** The owner that the system's package manager knows for one of these paths. */
export const ownerBySystem = (files: readonly string[]): Owner | undefined => {
  if (process.platform !== 'linux') return undefined;
  for (const file of files) {
    const owner = askDpkg(file) ?? askRpm(file);
    if (owner) return owner;
  }
  return undefined;
};
