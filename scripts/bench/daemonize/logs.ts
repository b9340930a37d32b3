// How fast a program can write its log, and whether all of it arrives.
import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../test/rig/until.ts';
import { table } from '../../table.ts';
import { type Clocked, readClock } from '../child.ts';
import { median } from '../statistics.ts';
import type { Workshop } from '../workshop.ts';
import { endsWithLine, logFiles, wholeLines } from './log-files.ts';
import { inSite } from './site.ts';
import type { System } from './system.ts';
import { loggers } from './systems.ts';
import { LINE_BYTES, writerProgram } from './writer.ts';

const ROUNDS = 3;
/** What has not grown for so long will not. */
const STILL_MS = 20_000;
/** Long against what an archive takes. */
const PAUSE_MS = 2000;
/** Of the speed that a file has. */
const LEAST = 0.8;

interface Sample {
  readonly seconds: number;
  readonly missing: number;
}

const sizeOf = (folder: string): number => logFiles(folder).reduce((all, { size }) => all + size, 0);

/** Waits for the last line, or until nothing comes any more; answers with when. */
const arrival = (folder: string, lines: number): Promise<number> => {
  let size = 0;
  let grownAt = Date.now();
  const look = (): number | undefined => {
    const last = logFiles(folder).find((file) => endsWithLine(file, lines));
    // Something may be done to the file after the last line: then the moment of looking is nearer.
    if (last) return Math.min(Date.now(), Number(last.changedAt) / 1e6);
    const now = sizeOf(folder);
    if (now !== size) [size, grownAt] = [now, Date.now()];
    return Date.now() - grownAt > STILL_MS ? grownAt : undefined;
  };
  return until(look, 'the last line has arrived', Number.POSITIVE_INFINITY);
};

/** How many lines are not there whole; looked at again when nothing changes any more: an archive may be in the making. */
const missingFrom = async (folder: string, lines: number): Promise<number> => {
  const missing = lines - wholeLines(folder);
  if (missing === 0) return 0;
  let size = Number.NaN;
  await until(async () => {
    const before = size;
    size = sizeOf(folder);
    if (size !== before) await sleep(PAUSE_MS);
    return size === before;
  }, 'nothing is done to the logs any more');
  return lines - wholeLines(folder);
};

const sample = (system: System, program: string, lines: number, workshop: Workshop): Promise<Sample> =>
  inSite(workshop, async (site) => {
    const logs = site.path('logs');
    mkdirSync(logs);
    const clock = site.file('clock', '');
    system.start([{ name: 'writer', program, operands: [clock, `${lines}`], logs }], site);
    const { at }: Clocked = await until(() => readClock(clock), `${system.name}'s program runs`);
    const seconds = ((await arrival(logs, lines)) - at) / 1000;
    const missing = await missingFrom(logs, lines);
    rmSync(logs, { recursive: true, force: true, maxRetries: 5 }); // the next one needs the room in the cache, too
    return { seconds, missing };
  });

const verdict = (name: string, ratio: number): string =>
  /--log-(?:pipe|time|size)/.test(name) ? `≥ ${LEAST}: ${ratio >= LEAST ? 'holds' : 'missed'}` : '';

const rowOf = (name: string, own: readonly Sample[], direct: readonly Sample[], lines: number): readonly string[] => {
  const seconds = median(own.map((one) => one.seconds));
  const ratio = median(own.map((one, round) => (direct[round]?.seconds ?? Number.NaN) / one.seconds));
  const megabytes = (lines * LINE_BYTES) / 1e6;
  const missing = own.map((one) => one.missing).join(', ');
  return [name, seconds.toFixed(2), (megabytes / seconds).toFixed(0), ratio.toFixed(2), missing, verdict(name, ratio)];
};

/** Writes so many lines through each, in turn, and prints a table. */
export const logs = async (lines: number, workshop: Workshop): Promise<void> => {
  const program = writerProgram(workshop);
  if (!program) return;
  const all = loggers();
  const columns: Sample[][] = all.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [column, system] of all.entries()) {
      columns[column]?.push(await sample(system, program, lines, workshop));
    }
  }
  const rows = all.map(({ name }, column) => rowOf(name, columns[column] ?? [], columns[0] ?? [], lines));
  console.log(`\n${lines} lines of ${LINE_BYTES} bytes, a write for each, ${ROUNDS} rounds\n`);
  console.log(table([['until all has arrived', 's', 'MB/s', '× speed', 'lines lost or torn', 'must be'], ...rows]));
};
