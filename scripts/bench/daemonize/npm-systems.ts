import { npmPeer } from '../peers.ts';
import { call, ifThere, logIn, type System } from './system.ts';

/** pm2; `more` is for the description of each app. */
export const pm2 = (name: string, more: Readonly<Record<string, unknown>> = {}): readonly System[] =>
  ifThere(npmPeer('pm2'), name, (file) => (services, site) => {
    const apps = services.map(({ name: app, program, operands, logs }) => ({
      name: app,
      script: program,
      args: operands,
      interpreter: 'none',
      ...(logs ? { out_file: logIn(logs) } : {}),
      ...more,
    }));
    const home = { ...site, environment: { ...site.environment, PM2_HOME: site.path('pm2') } };
    call(home, [process.execPath, file, 'start', site.file('apps.json', JSON.stringify({ apps }))]);
  });

// It never gives up as long as a run takes a second.
const FOREVER = ['start', '--minUptime', '1000', '--spinSleepTime', '1000'];

export const forever = (): readonly System[] =>
  ifThere(npmPeer('forever'), 'forever', (file) => (services, site) => {
    for (const { program, operands, logs } of services) {
      const output = logs ? ['-a', '-o', logIn(logs)] : [];
      // It runs `COMMAND SCRIPT`, and the script is our program's first operand.
      call(site, [process.execPath, file, ...FOREVER, ...output, '-c', program, ...operands]);
    }
  });
