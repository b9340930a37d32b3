import { daemon, runsv, s6 } from './c-systems.ts';
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
