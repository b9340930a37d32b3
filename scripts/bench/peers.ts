// Installs the peers that are npm packages, in exact versions, under `.cache/peers`: `npm run bench -- peers`.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { inRepository } from '../repository.ts';

const VERSIONS = { pm2: '7.0.4', forever: '4.0.3', 'cross-env': '10.1.0', concurrently: '9.2.5' } as const;
const FOLDER = inRepository('.cache', 'peers');

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly version: string;
}

const folderOf = (name: string): string => path.join(FOLDER, 'node_modules', name);

const manifestOf = (name: string): Manifest | undefined => {
  const file = path.join(folderOf(name), 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
};

/** A peer that is an npm package. */
export type NpmPeer = keyof typeof VERSIONS;

/** The script of an installed peer, to be run with node. */
export const npmPeer = (name: NpmPeer): string | undefined => {
  const script = manifestOf(name)?.bin[name];
  return script === undefined ? undefined : path.join(folderOf(name), script);
};

/** The version of an installed peer. */
export const npmPeerVersion = (name: NpmPeer): string | undefined => manifestOf(name)?.version;

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
