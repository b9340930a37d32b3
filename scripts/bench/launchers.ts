import { spawnSync } from 'node:child_process';
import { bareEnvironment } from './measure.ts';
import { ourDaemonize, THREE_LINES } from './ours.ts';
import { npmPeer, systemPeer } from './peers.ts';
import type { Workshop } from './workshop.ts';

/** Something that starts a program in the background. */
export interface Launcher {
  readonly name: string;
  readonly argv: (program: string, file: string, run: number) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Untimed, before each run. */
  readonly before?: () => void;
  /** Has it stop what it would restart; the rest is killed by pid. */
  readonly stop?: (run: number) => void;
}

type Make = (workshop: Workshop) => readonly Launcher[];

const quietly = (workshop: Workshop, environment: Readonly<Record<string, string>>, argv: readonly string[]): void => {
  const [file = '', ...operands] = argv;
  spawnSync(file, operands, { stdio: 'ignore', env: bareEnvironment({ ...workshop.environment, ...environment }) });
};

const cTools: Make = () => {
  const tool = (name: string, label: string, ...options: readonly string[]): readonly Launcher[] => {
    const file = systemPeer(name);
    if (file) return [{ name: label, argv: (program, clock) => [file, ...options, program, clock] }];
    console.log(`${name} is not installed (npm run bench -- peers): without it`);
    return [];
  };
  const startStop = systemPeer('start-stop-daemon');
  return [
    ...tool('setsid', 'setsid -f', '-f'),
    ...tool('daemonize', 'daemonize(1)'),
    ...tool('daemon', 'daemon(1)', '--unsafe', '--'), // or not from below a directory that all may write
    ...(startStop
      ? [
          {
            name: 'start-stop-daemon -b',
            argv: (program: string, clock: string) => [startStop, '-S', '-b', '-x', program, '--', clock],
          },
        ]
      : []),
  ];
};

const threeLines: Make = (workshop) => {
  const script = workshop.file('three-lines.cjs', THREE_LINES);
  return [{ name: 'three lines of Node', argv: (program, clock) => [process.execPath, script, program, clock] }];
};

const ours: Make = (workshop) => {
  const daemonize = ourDaemonize();
  if (!daemonize) return [];
  const launcher = (name: string, prefix: string, ...options: readonly string[]): Launcher => ({
    name,
    argv: (program, clock, run) => {
      const command = ['--name', `${prefix}${run}`, ...options, '--', program, clock];
      return [process.execPath, daemonize, 'start', ...command];
    },
    stop: (run) => quietly(workshop, {}, [process.execPath, daemonize, 'stop', `${prefix}${run}`]),
  });
  return [
    launcher('daemonize --settle 0', 'plain', '--settle', '0'),
    launcher('daemonize --settle 0 --restart', 'kept', '--settle', '0', '--restart'),
    launcher('daemonize (settles)', 'settled'),
  ];
};

const pm2: Make = (workshop) => {
  const file = npmPeer('pm2');
  if (!file) console.log('pm2 is not installed (npm run bench -- peers): without it');
  if (!file) return [];
  const launcher = (name: string, home: string, before: (run: (...words: string[]) => void) => void): Launcher => {
    const environment = { PM2_HOME: workshop.path(home) };
    const run = (...words: readonly string[]) => quietly(workshop, environment, [process.execPath, file, ...words]);
    return {
      name,
      environment,
      argv: (program, clock, count) => {
        const command = ['--name', `n${count}`, '--interpreter', 'none', '--', clock];
        return [process.execPath, file, 'start', program, ...command];
      },
      before: () => before(run),
      stop: () => run('delete', 'all'),
    };
  };
  return [
    launcher('pm2, its daemon up', 'pm2-warm', (run) => run('ping')),
    launcher('pm2, cold', 'pm2-cold', (run) => run('kill')),
  ];
};

const forever: Make = (workshop) => {
  const file = npmPeer('forever');
  if (!file) console.log('forever is not installed (npm run bench -- peers): without it');
  if (!file) return [];
  const node = process.execPath;
  // It runs `COMMAND SCRIPT`, and the script is the file for the clock.
  const options = ['--minUptime', '1000', '--spinSleepTime', '1000'];
  return [
    {
      name: 'forever',
      argv: (program, clock) => [node, file, 'start', ...options, '-c', program, clock],
      stop: () => quietly(workshop, {}, [node, file, 'stopall']),
    },
  ];
};

/** All launchers that are there; says which are not. The first is what the others are compared with. */
export const launchers: Make = (workshop) => [threeLines, ours, cTools, forever, pm2].flatMap((make) => make(workshop));
