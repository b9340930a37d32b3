import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemPeer } from '../peers.ts';
import type { Site } from './site.ts';
import { call, ifThere, leave, logIn, runFolder, type Service, type System } from './system.ts';

/** Logs of peers that always rotate are cut where ours are; 100 of them are kept. */
const LOG_BYTES = 50_000_000;
const KEPT = 100;

const FOLDER = 'services';

const folderOf = (site: Site, { name, program, operands }: Service): string =>
  runFolder(site, path.join(FOLDER, name), [program, ...operands]);

/** runsv, one for each; with svlogd for what has logs. */
export const runsv = (name: string): readonly System[] =>
  ifThere(systemPeer('runsv'), name, (file) => (services, site) => {
    for (const service of services) {
      const folder = folderOf(site, service);
      if (service.logs) {
        writeFileSync(path.join(service.logs, 'config'), `s${LOG_BYTES}\nn${KEPT}\n`);
        runFolder(site, path.join(FOLDER, service.name, 'log'), ['svlogd', service.logs]);
      }
      leave(site, [file, folder]);
    }
  });

/** s6-supervise, one for each. */
export const s6 = (): readonly System[] =>
  ifThere(systemPeer('s6-supervise'), 's6-supervise', (file) => (services, site) => {
    for (const service of services) leave(site, [file, folderOf(site, service)]);
  });

/** s6-svscan, which joins each service to the s6-log of its own. */
export const s6Log = (): readonly System[] =>
  ifThere(systemPeer('s6-svscan'), 's6-svscan, s6-log', (file) => (services, site) => {
    for (const service of services) {
      folderOf(site, service);
      const script = [`n${KEPT}`, `s${LOG_BYTES}`, service.logs ?? site.path('log')];
      runFolder(site, path.join(FOLDER, service.name, 'log'), ['s6-log', ...script]);
    }
    leave(site, [file, site.path(FOLDER)]);
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

/** Nobody: the program writes to its log as it is. */
export const nobody = (name: string): readonly System[] => {
  const start: System['start'] = (services, site) => {
    for (const { program, operands, logs = site.folder } of services) {
      mkdirSync(logs, { recursive: true });
      const log = openSync(logIn(logs), 'a');
      leave(site, [program, ...operands], log);
      closeSync(log);
    }
  };
  return [{ name, start }];
};
