import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { leave } from '../daemonize/system.ts';
import { npmPeer, systemPeer } from '../peers.ts';
import { serverFile, WORKERS, writeNginx, writePython } from './programs.ts';
import { run, type System } from './system.ts';

/** What tells nobody when it has reloaded has done so by then. */
const RELOAD_MS = 1500;

/** A system in a list, or none when it is not there, which is said. */
const ifThere = (
  file: string | undefined,
  name: string,
  make: (file: string) => Omit<System, 'name'>,
): readonly System[] => {
  if (file) return [{ name, ...make(file) }];
  console.log(`${name} is not there (npm run bench -- peers): without it`);
  return [];
};

const pidIn = (file: string): number => Number(readFileSync(file, 'utf8'));

/** pm2's cluster mode, its daemon up. */
export const pm2 = (): readonly System[] =>
  ifThere(npmPeer('pm2'), 'pm2 -i 2', (file) => {
    const words = [process.execPath, file];
    return {
      start: (site) => run(site, [...words, 'start', serverFile(site), '-i', `${WORKERS}`, '--name', 'server']),
      reload: (site) => run(site, [...words, 'reload', 'server']),
      supervisor: (site) => pidIn(site.path('.pm2', 'pm2.pid')),
    };
  });

/** nginx before one process of the server, which stays. */
export const nginx = (): readonly System[] =>
  ifThere(systemPeer('nginx'), 'nginx -s reload', (file) => {
    const words = (site: Parameters<System['start']>[0]) => [
      file,
      '-c',
      site.path('nginx.conf'),
      '-e',
      site.path('error.log'),
    ];
    return {
      start: async (site) => {
        const socket = writeNginx(site);
        leave({ ...site, environment: { ...site.environment, PORT: socket } }, [process.execPath, serverFile(site)]);
        leave(site, words(site));
      },
      reload: async (site) => {
        await run(site, [...words(site), '-s', 'reload']);
        await sleep(RELOAD_MS);
      },
    };
  });

/** gunicorn with threads, a server of the same kind. */
export const gunicorn = (): readonly System[] =>
  ifThere(systemPeer('gunicorn'), 'gunicorn HUP', (file) => ({
    start: async (site) => {
      writePython(site);
      const pool = ['--workers', `${WORKERS}`, '--worker-class', 'gthread', '--threads', '64', '--keep-alive', '75'];
      const where = ['--bind', `127.0.0.1:${site.environment.PORT}`, '--pid', site.path('gunicorn.pid')];
      leave(site, [file, ...pool, ...where, 'app:application']);
    },
    reload: async (site) => {
      process.kill(pidIn(site.path('gunicorn.pid')), 'SIGHUP');
      await sleep(RELOAD_MS);
    },
  }));
