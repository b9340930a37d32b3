/** Libraries that mkbin does not bring, as few need them and they are big: looked for where people have them. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { ExitCode, Failure, quoteCommand } from '@proctools/core';
import { storeFor } from '../records/store.ts';
import { offer } from './offer.ts';

export type Peer = 'esbuild' | 'postject';

/** What a library is for. */
const PURPOSE: Readonly<Record<Peer, string>> = { esbuild: '--bundle and --exe need', postject: '--exe needs' };

/** Where `npm install --global` puts packages, for this Node. */
const globalFolder = (): string => {
  const folder = path.dirname(process.execPath);
  return process.platform === 'win32' ? folder : path.join(folder, '..', 'lib');
};

/** Where mkbin itself puts what it is allowed to install. */
const ownFolder = (): string => path.join(storeFor(false, process.env).folder, 'lib');

/** What to resolve from where, in this order: for mkbin, for the script, in npm's global folder, in our own. */
const attempts = (peer: Peer, source: string): readonly (readonly [from: string, wanted: string])[] => [
  [import.meta.url, peer],
  [source, peer],
  ...[globalFolder(), ownFolder()].map((folder) => [source, path.join(folder, 'node_modules', peer)] as const),
];

const find = (peer: Peer, source: string): string | undefined => {
  for (const [from, wanted] of attempts(peer, source)) {
    try {
      return createRequire(from).resolve(wanted);
    } catch {
      // not there: on to the next
    }
  }
  return undefined;
};

/**
 * The file to load for a library. When it is nowhere, people at a terminal are asked whether it shall be installed;
 * a Failure that says how to do that otherwise.
 */
export const requirePeer = (peer: Peer, source: string): string => {
  const folder = ownFolder();
  const command = ['npm', 'install', '--prefix', folder, peer] as const;
  const missing = `${peer} is not installed, which ${PURPOSE[peer]}`;
  const found = find(peer, source) ?? (offer(missing, command, folder) ? find(peer, source) : undefined);
  if (found !== undefined) return found;
  throw new Failure(ExitCode.failed, missing, { hint: `install it with: ${quoteCommand(command)}` });
};
