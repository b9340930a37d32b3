// Every way has to tell the same of the same command. No assertion is about speed: what is told may be more than a
// command has certainly used, as the machine has other things to do, and not less.
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { executable } from '../../../../test/rig/files.ts';
import { scene } from '../../../../test/rig/scene.ts';
import type { Reading, Run, WayName } from '../../src/measure/way.ts';
import { measureLine, never, nowhere, runIn, wayIn, ways } from './running.ts';

const MB = 1 << 20;

/** Uses so much CPU time, by its own clock. */
const burn = (ms: number): readonly string[] => [
  '-e',
  `while (process.cpuUsage().user + process.cpuUsage().system < ${ms}_000);`,
];

/** The parts of a reading that are the same each time. */
const outcome = ({ exitCode, signal, isTimedOut, notStarted }: Reading) => ({
  exitCode,
  signal,
  isTimedOut,
  notStarted,
});

/** bash does not tell 137 from SIGKILL. */
const signalBy = (name: WayName, signal: string): string | undefined => (name === 'bash' ? undefined : signal);

const held = Buffer.alloc(300 * MB, 1);

describe.each(ways)('%s', (name) => {
  const measure = async (file: string, operands: readonly string[] = [], more: Partial<Run> = {}) => {
    const here = scene();
    const way = await wayIn(here, name);
    return way.run(runIn(here, file, operands, more), never);
  };

  test.each([
    ['exit 0', 0],
    ['exit 3', 3],
    ['exit 255', 255],
    ['exit 127', 127],
    ['sh -c "exit 4" & wait $!', 4],
  ])('%s', async (line, exitCode) => {
    const reading = await measureLine(name, line);
    expect(outcome(reading)).toEqual({ exitCode, signal: undefined, isTimedOut: false, notStarted: undefined });
    expect(reading.wallMs).toBeGreaterThan(0);
  });

  test.each([
    ['kill -TERM $$', 143, 'SIGTERM'],
    ['kill -KILL $$', 137, 'SIGKILL'],
    ['kill -INT $$', 130, 'SIGINT'],
    ['kill -TERM 0; sleep 1000', 143, 'SIGTERM'],
  ])('%s: who measures does not die with it', async (line, exitCode, signal) => {
    const expected = { exitCode, signal: signalBy(name, signal), isTimedOut: false, notStarted: undefined };
    expect(outcome(await measureLine(name, line))).toEqual(expected);
  });

  test.each([
    ['a file that is not there', './absent', 127, 'ENOENT'],
    ['one that is not executable', './data', 126, 'EACCES'],
    ['a folder', './folder', 126, 'EACCES'],
  ])('%s', async (_, file, exitCode, notStarted) => {
    const here = scene({ data: 'data', 'folder/': '' });
    const way = await wayIn(here, name);
    const expected = { exitCode, signal: undefined, isTimedOut: false };
    const reading = await way.run(runIn(here, file, []), never);
    expect(reading).toMatchObject(expected);
    // bash may execute a folder, as far as access(2) knows.
    if (!(name === 'bash' && file === './folder')) expect(reading.notStarted).toBe(notStarted);
  });

  test('a text without #! is for sh, as everywhere', async () => {
    const here = scene({ plain: executable('exit $(($1 + 1))\n') });
    const way = await wayIn(here, name);
    const reading = await way.run(runIn(here, './plain', ['5']), never);
    expect(outcome(reading)).toEqual({ exitCode: 6, signal: undefined, isTimedOut: false, notStarted: undefined });
  });

  test('operands and environment that are too long', async () => {
    const operands = Array.from({ length: 40 }, () => 'x'.repeat(100_000));
    expect(outcome(await measure('/bin/true', operands))).toMatchObject({ exitCode: 126, notStarted: 'E2BIG' });
  });

  test('CPU time is that of the command and of all that it waited for', async () => {
    const inside = `'${process.execPath}' ${burn(200)
      .map((word) => `'${word}'`)
      .join(' ')}; exit 0`;
    for (const reading of [await measure(process.execPath, burn(200)), await measureLine(name, inside)]) {
      expect(reading.exitCode).toBe(0);
      expect(reading.wallMs).toBeGreaterThanOrEqual(190);
      if (name === 'wait') expect(reading.cpuMs).toBeUndefined();
      else expect(reading.cpuMs).toBeGreaterThanOrEqual(190);
      if (name !== 'wait') expect(reading.cpuMs).toBeLessThan(2_000);
      if (name !== 'wait') expect((reading.userMs ?? 0) + (reading.systemMs ?? 0)).toBeCloseTo(reading.cpuMs ?? 0, 6);
    }
  });

  test('peak memory is that of the command, and not that of whoever measures', async () => {
    expect(held.length).toBe(300 * MB);
    const { maxRssBytes } = await measure('/bin/dd', ['if=/dev/zero', 'of=/dev/null', `bs=${64 * MB}`, 'count=1']);
    if (name === 'bash' || name === 'wait') {
      expect(maxRssBytes).toBeUndefined();
    } else {
      expect(maxRssBytes).toBeGreaterThanOrEqual(64 * MB);
      expect(maxRssBytes).toBeLessThan(84 * MB);
    }
  });

  test('operands, environment, folder and streams are those of the run', async () => {
    const here = scene({ input: 'given' });
    const way = await wayIn(here, name);
    const [stdin, stdout] = [
      openSync(path.join(here.work, 'input'), 'r'),
      openSync(path.join(here.work, 'output'), 'w'),
    ];
    const stderr = openSync(path.join(here.work, 'errors'), 'w');
    const script = 'cat; printf "|%s" "$PWD" "$BASH_ENV$PERL5OPT$LC_ALL" "$@"; echo oops >&2';
    const environment = { ...here.environment, BASH_ENV: '/b', PERL5OPT: '-Mnothing', LC_ALL: 'C' };
    const operands = ['-c', script, 'sh', '', '--help', 'a b', '-e', 'ü'];
    const run = runIn(here, '/bin/sh', operands, { stdio: [stdin, stdout, stderr], environment });
    const { exitCode } = await way.run(run, never);
    for (const descriptor of [stdin, stdout, stderr]) closeSync(descriptor);
    expect(exitCode).toBe(0);
    const read = (file: string): string => readFileSync(path.join(here.work, file), 'utf8');
    expect(read('output')).toBe(`given|${here.work}|/b-MnothingC||--help|a b|-e|ü`);
    expect(read('errors')).toBe('oops\n');
  });

  test('it inherits nothing but its streams', async () => {
    const here = scene();
    const way = await wayIn(here, name);
    const stdout = openSync(path.join(here.work, 'output'), 'w');
    const run = runIn(here, '/bin/ls', ['/proc/self/fd'], { stdio: [nowhere(), stdout, nowhere()] });
    await way.run(run, never);
    closeSync(stdout);
    // The last one is the folder that ls reads. What the test's own process was given goes on to all its children.
    const without = readFileSync(path.join(here.work, 'output'), 'utf8').trim().split('\n').map(Number);
    const plain = (await here.run('/bin/ls', ['/proc/self/fd'])).stdout.trim().split('\n').map(Number);
    expect(without.length).toBeLessThanOrEqual(plain.length);
  });
});
