import { daemon, nobody, runsv, s6, s6Log } from './c-systems.ts';
import { forever, pm2 } from './npm-systems.ts';
import { daemonize } from './ours.ts';
import { supervisord } from './supervisord.ts';
import type { System } from './system.ts';

/** All that start a program again when it ends, as far as they are there. Without a pause, as most do; ours is first. */
export const supervisors = (): readonly System[] => [
  ...daemonize('daemonize', '--restart', '--backoff', '0'),
  ...runsv('runsv'),
  ...s6(),
  // Or it would wait for five minutes after five restarts.
  ...daemon('daemon -r', '--respawn', '--attempts=100'),
  ...supervisord('supervisord'),
  ...forever(),
  ...pm2('pm2'),
];

/** All ways from a program into its log, as far as they are there; the first is what the others are compared with. */
export const loggers = (): readonly System[] => [
  ...nobody('straight to the file'),
  ...daemonize('daemonize'),
  ...daemonize('daemonize --log-size', '--log-size', '50M', '--log-keep', '100'),
  ...daemonize('daemonize --log-pipe', '--log-pipe'),
  ...daemonize('daemonize --log-time', '--log-time'),
  ...daemon('daemon -O'),
  ...supervisord('supervisord'),
  ...supervisord('supervisord, 50 MB each', '50MB'),
  ...runsv('runsv, svlogd'),
  ...s6Log(),
  ...forever(),
  ...pm2('pm2'),
  ...pm2('pm2 --time', { time: true }),
];
