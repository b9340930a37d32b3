import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Site } from '../daemonize/site.ts';

/** Where each process of a server writes how many requests it has had. */
export const COUNTS = 'counts';

/** How many requests each process has had, by its file. */
export type Counts = ReadonlyMap<string, number>;

export const countsIn = (site: Site): Counts =>
  new Map(
    readdirSync(site.path(COUNTS)).map((name) => [
      name,
      Number(readFileSync(path.join(site.path(COUNTS), name), 'utf8') || '0'),
    ]),
  );

/** How many each has had since. */
export const since = (before: Counts, after: Counts): readonly number[] =>
  [...after].map(([name, count]) => count - (before.get(name) ?? 0)).filter((count) => count > 0);

export const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
