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

interface End {
  readonly exitCode: number;
  readonly signal?: string;
  readonly notStarted?: string;
}

/** Lines for a shell, and files that are executed themselves. */
const ENDS: Readonly<Record<string, End>> = {
  'exit 0': { exitCode: 0 },
  'exit 3': { exitCode: 3 },
  'exit 255': { exitCode: 255 },
  'exit 126': { exitCode: 126 },
  'exit 127': { exitCode: 127 },
  'sh -c "exit 4" & wait $!': { exitCode: 4 },
  'kill -TERM $$': { exitCode: 143, signal: 'SIGTERM' },
  'kill -KILL $$': { exitCode: 137, signal: 'SIGKILL' },
  'kill -INT $$': { exitCode: 130, signal: 'SIGINT' },
  'kill -HUP $$': { exitCode: 129, signal: 'SIGHUP' },
  // Who measures does not die with it.
  'kill -TERM 0; sleep 1000': { exitCode: 143, signal: 'SIGTERM' },
  'kill -INT 0; sleep 1000': { exitCode: 130, signal: 'SIGINT' },
  './absent': { exitCode: 127, notStarted: 'ENOENT' },
  './data/file': { exitCode: 126, notStarted: 'ENOTDIR' },
  './data': { exitCode: 126, notStarted: 'EACCES' },
  './folder': { exitCode: 126, notStarted: 'EACCES' },
  // A text without #! is for sh, as everywhere.
  './plain 5': { exitCode: 6 },
};

const outcome = ({ exitCode, signal, notStarted }: Reading): End => ({
  exitCode,
  ...(signal !== undefined && { signal }),
  ...(notStarted !== undefined && { notStarted }),
});

/** bash does not tell 137 from SIGKILL. */
const seenBy = (name: WayName, end: End): End => {
  const { signal, ...rest } = end;
  return signal === undefined || name !== 'bash' ? end : rest;
};

describe.each(ways)('%s', (name) => {
  const measure = async (file: string, operands: readonly string[] = [], more: Partial<Run> = {}) => {
    const here = scene();
    const way = await wayIn(here, name);
    return way.run(runIn(here, file, operands, more), never);
  };

  test('how a command ended', async () => {
    const here = scene({ data: 'data', 'folder/': '', plain: executable('exit $(($1 + 1))\n') });
    const way = await wayIn(here, name);
    const told: Record<string, unknown> = {};
    for (const command of Object.keys(ENDS)) {
      const [file = '', ...operands] = command.startsWith('./') ? command.split(' ') : ['/bin/sh', '-c', command];
      const reading = await way.run(runIn(here, file, operands), never);
      expect(reading.wallMs).toBeGreaterThan(0);
      expect(reading.isTimedOut).toBe(false);
      told[command] = outcome(reading);
    }
    expect(told).toEqual(Object.fromEntries(Object.entries(ENDS).map(([line, end]) => [line, seenBy(name, end)])));
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
    const held = Buffer.alloc(300 * MB, 1);
    const { maxRssBytes } = await measure('/bin/dd', ['if=/dev/zero', 'of=/dev/null', `bs=${64 * MB}`, 'count=1']);
    expect(held[held.length - 1]).toBe(1);
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
    const text = readFileSync(path.join(here.work, 'output'), 'utf8');
    expect(text).toBe((await here.run('/bin/ls', ['/proc/self/fd'])).stdout);
  });
});
