import { ourDaemonize } from '../ours.ts';
import { serverFile, WORKERS } from './programs.ts';
import { run, type System } from './system.ts';

const DAEMON = 'server';

interface Status {
  readonly supervisorPid: number | null;
}

interface Ours {
  readonly name: string;
  /** Whether it is to be given `--listen`; else the workers share through Node's cluster. */
  readonly listens: boolean;
  readonly options?: readonly string[];
  readonly node?: string;
}

/** Our workers, with what else they can do; none when daemonize is not built. */
export const daemonize = ({ name, listens, options = [], node = process.execPath }: Ours): readonly System[] => {
  const cli = ourDaemonize();
  if (!cli) return [];
  const words = [process.execPath, cli];
  const start: System['start'] = async (site) => {
    const sockets = listens ? ['--listen', site.environment.PORT ?? ''] : [];
    const all = ['start', '--name', DAEMON, '--workers', `${WORKERS}`, ...sockets, ...options, '--'];
    await run(site, [...words, ...all, node, serverFile(site)]);
  };
  const supervisor: System['supervisor'] = async (site) => {
    const status = JSON.parse(await run(site, [...words, 'status', DAEMON, '--json'])) as Status;
    return status.supervisorPid ?? Number.NaN;
  };
  const reload: System['reload'] = (site) => run(site, [...words, 'reload', DAEMON]);
  const resume: System['resume'] = (site) => run(site, [...words, 'resume', DAEMON]);
  return [{ name, start, supervisor, reload, ...(listens ? { resume } : {}) }];
};
