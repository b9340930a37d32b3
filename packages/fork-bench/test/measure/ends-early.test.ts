import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive, processesAround } from '../../../../test/rig/processes.ts';
import { scene } from '../../../../test/rig/scene.ts';
import { until } from '../../../../test/rig/until.ts';
import { probeImage } from '../../src/measure/probe/elf-image.ts';
import { placeProbe } from '../../src/measure/probe/probe-file.ts';
import { never, runIn, wayIn, ways } from './running.ts';

/** Has children and grandchildren. */
const FAMILY = 'sh -c "sleep 1000 & sleep 1000" & sleep 1000 & sleep 1000';

/** The same, and one of them is deaf for TERM. */
const DEAF_FAMILY = `sh -c "trap \\"\\" TERM; while :; do sleep 1000; done" & ${FAMILY}`;

describe.each(ways)('%s', (name) => {
  test('what runs for too long is ended, with all that it has started', async () => {
    const here = scene();
    const way = await wayIn(here, name);
    const reading = await way.run(
      runIn(here, '/bin/sh', ['-c', name === 'probe' ? DEAF_FAMILY : FAMILY], { timeoutMs: 300 }),
      never,
    );
    expect(reading).toMatchObject({ exitCode: 143, isTimedOut: true });
    expect(reading.wallMs).toBeGreaterThanOrEqual(300);
    expect(processesAround(here.root)).toEqual([]);
  });

  test('what ends in time is not timed out', async () => {
    const here = scene();
    const way = await wayIn(here, name);
    const reading = await way.run(runIn(here, '/bin/sh', ['-c', 'exit 2'], { timeoutMs: 2 ** 40 }), never);
    expect(reading).toMatchObject({ exitCode: 2, isTimedOut: false });
  });

  test('aborting ends it, with all that it has started', async () => {
    const here = scene();
    const way = await wayIn(here, name);
    const abort = new AbortController();
    const running = way.run(runIn(here, '/bin/sh', ['-c', `touch begun; ${FAMILY}`]), abort.signal);
    await until(() => readFileSync(path.join(here.work, 'begun')).length === 0, 'it has begun');
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(processesAround(here.root)).toEqual([]);
  });

  test('nothing is started when it has been aborted already', async () => {
    const here = scene();
    const way = await wayIn(here, name);
    const run = runIn(here, '/bin/sh', ['-c', 'touch begun']);
    await expect(way.run(run, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(() => readFileSync(path.join(here.work, 'begun'))).toThrow('ENOENT');
  });
});

test('the probe finds an orphan that has left the session as well', async ({ skip }) => {
  if (process.platform !== 'linux') skip('there is no probe');
  const here = scene();
  const way = await wayIn(here, 'probe');
  const line = '(setsid sh -c "echo \\$\\$ >pid; exec sleep 1000" &) ; while :; do sleep 1000; done';
  const abort = new AbortController();
  const running = way.run(runIn(here, '/bin/sh', ['-c', line]), abort.signal);
  const pid = await until(() => Number(readFileSync(path.join(here.work, 'pid'), 'utf8')), 'it has begun');
  abort.abort();
  await expect(running).rejects.toThrow('abort');
  expect(isAlive(pid)).toBe(false);
});

test('a probe whose parent is killed takes the command with it', async ({ skip }) => {
  const image = process.platform === 'linux' ? probeImage(process.arch) : undefined;
  if (!image) return skip('there is no probe');
  const here = scene();
  const probe = placeProbe(image, path.join(here.root, 'cache'));
  const line = `"$0" /bin/sh -c 'echo $$; exec sleep 1000' 3>/dev/null & wait`;
  const parent = here.start('/bin/sh', ['-c', line, probe]);
  const [, pid] = await parent.until(/(\d+)\n/);
  parent.kill('SIGKILL');
  await until(() => !isAlive(Number(pid)), 'the command is gone');
});

test('a probe that is killed is a failure of ours, not of the command', async ({ skip }) => {
  if (process.platform !== 'linux') skip('there is no probe');
  const here = scene();
  const way = await wayIn(here, 'probe');
  const run = runIn(here, '/bin/sh', ['-c', 'kill -KILL $PPID; sleep 1000']);
  await expect(way.run(run, never)).rejects.toThrow('the probe gave no answer about /bin/sh');
  await until(() => processesAround(here.root).length === 0, 'the command is gone, too');
});

test.each(ways)('a folder to run in that is not there is a sentence with %s', async (name) => {
  const here = scene();
  const way = await wayIn(here, name);
  const run = runIn(here, '/bin/true', [], { cwd: path.join(here.work, 'absent') });
  await expect(way.run(run, never)).rejects.toThrow(`cannot run anything in ${run.cwd}`);
});
