// An entry of its own, `dist/child-claims.cjs`: `node child-claims.cjs ROLE '{…}'` plays a part in an experiment. It ends with
// its parent: by its channel, by its standard input, or by the connection that it keeps.
import { burn } from './burning.ts';
import { answer, flood } from './flooding.ts';
import { cluster, listen } from './listening.ts';
import { loop } from './looping.ts';
import { memory } from './remembering.ts';
import { computeOnce, serve } from './serving.ts';
import { parent, tell } from './telling.ts';

const roles = {
  answer,
  burn,
  cluster,
  compute: computeOnce,
  flood,
  listen,
  loop,
  memory,
  parent,
  serve,
  tell,
} as const;

export type Role = keyof typeof roles;

/** What a role is told when it begins. */
export type Parameter<Name extends Role> = Parameters<(typeof roles)[Name]>[0];

// A parent that is gone is told nothing any more: that is no error of ours.
process.on('error', () => process.exit(0));

const [role, parameter = '{}'] = process.argv.slice(2);
const play = roles[role as Role] as (parameter: unknown) => unknown;
void play(JSON.parse(parameter));
