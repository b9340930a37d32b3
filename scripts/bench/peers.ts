// Installs the peers that are npm packages, in exact versions, under `.cache/peers`: `npm run bench -- peers`.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { inRepository } from '../repository.ts';

const VERSIONS = { pm2: '7.0.4', forever: '4.0.3' } as const;
const FOLDER = inRepository('.cache', 'peers');

/** The script of an installed peer, to be run with node. */
export const npmPeer = (name: keyof typeof VERSIONS): string | undefined => {
  const file = path.join(FOLDER, 'node_modules', name, 'bin', name);
  return existsSync(file) ? file : undefined;
};

/** A command of the system, looked up in the usual places: our own daemonize is never meant. */
export const systemPeer = (name: string): string | undefined =>
  ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));

export const installPeers = async (): Promise<void> => {
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  await execa('npm', ['install', '--prefix', FOLDER, '--no-audit', '--no-fund', ...packages], { stdio: 'inherit' });
  await execa(inRepository('scripts', 'debian.sh'), ['bench'], { stdio: 'inherit' });
};
