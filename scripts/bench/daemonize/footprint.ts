// What a process costs while it does nothing: proc(5).
import { readdirSync, readFileSync } from 'node:fs';

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const valuesOf = (file: string, field: RegExp): readonly number[] =>
  [...readFileSync(file, 'utf8').matchAll(field)].map(([, value]) => Number(value));

/** Megabytes that no other process has, too. */
export const privateMb = (pid: number): number =>
  sum(valuesOf(`/proc/${pid}/smaps_rollup`, /^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)) / 1024;

/** How often its threads have waited for something so far: while nothing happens, how often they woke up. */
export const waits = (pid: number): number =>
  sum(
    readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      valuesOf(`/proc/${pid}/task/${thread}/status`, /^voluntary_ctxt_switches:\s+(\d+)$/gm),
    ),
  );
