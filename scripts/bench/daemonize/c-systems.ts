import path from 'node:path';
import { systemPeer } from '../peers.ts';
import type { Site } from './site.ts';
import { call, ifThere, leave, logIn, runFolder, type Service, type System } from './system.ts';

const FOLDER = 'services';

const folderOf = (site: Site, { name, program, operands }: Service): string =>
  runFolder(site, path.join(FOLDER, name), [program, ...operands]);

/** runsv, one for each. */
export const runsv = (name: string): readonly System[] =>
  ifThere(systemPeer('runsv'), name, (file) => (services, site) => {
    for (const service of services) {
      const folder = folderOf(site, service);
      leave(site, [file, folder]);
    }
  });

/** s6-supervise, one for each. */
export const s6 = (): readonly System[] =>
  ifThere(systemPeer('s6-supervise'), 's6-supervise', (file) => (services, site) => {
    for (const service of services) leave(site, [file, folderOf(site, service)]);
  });

/** daemon(1), one for each. */
export const daemon = (name: string, ...options: readonly string[]): readonly System[] =>
  ifThere(systemPeer('daemon'), name, (file) => (services, site) => {
    // It would run nothing from below a directory that all may write.
    const common = ['--noconfig', '--unsafe', '--pidfiles', site.folder];
    for (const { name: service, program, operands, logs } of services) {
      const output = logs ? [`--stdout=${logIn(logs)}`] : [];
      call(site, [file, ...common, '--name', service, ...options, ...output, '--', program, ...operands]);
    }
  });
