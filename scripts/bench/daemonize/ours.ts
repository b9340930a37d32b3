import { ourDaemonize } from '../ours.ts';
import { call, logIn, type System } from './system.ts';

/** Our daemonize, with these options. */
export const daemonize = (name: string, ...options: readonly string[]): readonly System[] => {
  const file = ourDaemonize();
  if (!file) return [];
  const start: System['start'] = (services, site) => {
    for (const { name: daemon, program, operands, logs } of services) {
      const output = logs ? ['--stdout', logIn(logs)] : [];
      const words = ['start', '--name', daemon, '--settle', '0', ...options, ...output, '--', program, ...operands];
      call(site, [process.execPath, file, ...words]);
    }
  };
  return [{ name, start }];
};
