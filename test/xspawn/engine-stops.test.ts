// How jobs come to their end when they are not let be: tried again, halted, stopped, killed. Over both engines.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive, processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import type { Told } from './job-runner.ts';
import { ENGINES, exited, line, program, runJobs, seen, sh, startJobs } from './job-runs.ts';

const linesIn = (here: Scene, name: string): readonly string[] => {
  const file = path.join(here.work, name);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
};

const nobodyIsLeft = (here: Scene) => until(() => processesAround(here.root).length === 0, 'nobody is left');

const isEnd =
  (number: number) =>
  (told: Told): boolean =>
    told.type === 'ended' && told.number === number;

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Succeeds from the third time on that it is tried; its second operand is what it does before. */
const third = 'echo x >>"tries$1"; echo "try"; test "$(wc -l <"tries$1")" -ge 3 || eval "$2"';

describe.each(ENGINES)('%s', (engine) => {
  test('a job that fails is tried again, for the reasons that were named', async () => {
    const causes = [{ from: 70, to: 79 }, 'signal', 'timeout'] as const;
    const retries = { count: 5, delayMs: 0, backoff: 1, jitter: false, causes };
    const settings = { retries, timeoutMs: 1_000 };
    const jobs = await runJobs(
      scene(),
      engine,
      [
        sh(third, 'a', 'exit 75'),
        sh(third, 'b', 'exit 80'),
        sh(third, 'c', 'kill -KILL $$'),
        sh(third, 'd', 'sleep 1000'),
        sh('exit 70'),
        program('no-such-command'),
        program('true'),
      ],
      settings,
    );
    const outcomes = jobs.map(({ ending, tries, timedOut }) => [...Object.values(ending), tries, timedOut]);
    expect(outcomes).toEqual([
      [0, 3, false],
      [80, 1, false],
      [0, 3, false],
      [0, 3, false],
      [70, 6, false],
      ['no-such-command: command not found', 127, 1, false],
      [0, 1, false],
    ]);
  });

  test('of many quick jobs only that is ended which takes too long', async () => {
    const here = scene();
    const quick = numbers(600).map((number) => line(`echo ${number} >>ran`));
    const slow = line('echo slow; sleep 1000');
    const commands = [...quick.slice(0, 300), slow, slow, ...quick.slice(300), slow];
    const jobs = await runJobs(here, engine, commands, { timeoutMs: 2_500 });
    const late = exited(0, { ending: { killed: 'SIGTERM' }, timedOut: true, stdout: 'slow\n' });
    expect(jobs).toEqual(commands.map((command) => (command === slow ? late : exited(0))));
    const ran = linesIn(here, 'ran').map(Number);
    expect(ran.sort((one, other) => one - other)).toEqual(numbers(600));
  });

  test('what a job that takes too long leaves behind has time to end, too', async () => {
    const here = scene();
    const lasting = sh(
      `sh -c 'trap "sleep 0.2; echo done >>tidied; exit" TERM; echo up >>up; sleep 1000 & wait' & sleep 1000`,
    );
    const commands = [...numbers(300).map(() => line(':')), lasting, ...numbers(300).map(() => line(':')), lasting];
    const jobs = await runJobs(here, engine, commands, { timeoutMs: 2_500 });
    expect(jobs.filter(({ timedOut }) => timedOut)).toHaveLength(2);
    expect(linesIn(here, 'tidied')).toHaveLength(2);
    await nobodyIsLeft(here);
  });

  test('after a failure a batch that is to halt soon starts nothing more', async () => {
    const here = scene();
    const halt = { when: 'soon', fail: { type: 'count', value: 2 } } as const;
    const commands = ['true', 'false', 'true', 'false', 'true', 'true'].map((name) => program(name));
    const { running, told } = await startJobs(here, engine, commands, { halt, slots: 1 });
    await running.ended;
    expect(seen(told()).map(({ ending }) => ending)).toEqual([0, 1, 0, 1].map((code) => ({ exited: code })));
    expect(told().at(-1)).toEqual({
      type: 'done',
      summary: { ended: 4, failed: 2, stopped: 0, notStarted: 0, isHalted: true },
    });
  });

  test('halt now ends what runs, with all that it started', async () => {
    const here = scene();
    const halt = { when: 'now', fail: { type: 'count', value: 1 } } as const;
    const sleeper = sh('sleep 1000 & echo began >>began; sleep 1000');
    const fails = sh('until [ -e began ]; do sleep 0.01; done; exit 1');
    const { running, told } = await startJobs(here, engine, [sleeper, fails, program('true')], { halt });
    await running.ended;
    await nobodyIsLeft(here);
    expect(seen(told())).toEqual([exited(0, { ending: { killed: 'SIGTERM' }, stopped: true }), exited(1)]);
  });

  test('stopped soon, what runs comes to its end, and nothing else begins', async () => {
    const here = scene();
    const long = sh('echo long >>ran; until [ -e go ]; do sleep 0.01; done; echo end');
    const quick = Array.from({ length: 3_000 }, () => line('echo x >>ran'));
    const { running, told, until: untilTold } = await startJobs(here, engine, [long, ...quick]);
    await untilTold('some have run', isEnd(200));
    running.kill('SIGUSR2');
    writeFileSync(path.join(here.work, 'go'), '');
    await running.ended;
    const ended = seen(told());
    const begun = ended.filter(({ stopped }) => !stopped);
    expect(ended[0]).toEqual(exited(0, { stdout: 'end\n' }));
    expect(begun.every(({ ending }) => 'exited' in ending && ending.exited === 0)).toBe(true);
    expect(linesIn(here, 'ran')).toHaveLength(begun.length);
    expect(begun.length).toBeLessThan(3_000);
  });

  test('stopped now, what runs is ended, if need be by KILL, and all that it started', async () => {
    const here = scene();
    const deaf = sh("trap '' TERM; echo deaf; sleep 1000 & wait; wait");
    const polite = sh("trap 'echo bye; exit 3' TERM; echo polite; sleep 1000 & wait");
    const {
      running,
      told,
      until: untilTold,
    } = await startJobs(here, engine, [deaf, polite, program('true')], {
      killAfterMs: 300,
    });
    for (const number of [1, 2]) await untilTold('it runs', (one) => one.type === 'output' && one.number === number);
    running.kill('SIGTERM');
    await running.ended;
    await nobodyIsLeft(here);
    expect(seen(told())).toEqual([
      exited(0, { ending: { killed: 'SIGKILL' }, stopped: true, stdout: 'deaf\n' }),
      exited(3, { stopped: true, stdout: 'polite\nbye\n' }),
    ]);
    expect(told().at(-1)).toMatchObject({ summary: { ended: 0, stopped: 2 } });
  });

  test('stopped now in the middle of many, each job has run once and to its end, or counts as not done', async () => {
    const here = scene();
    const jobs = numbers(3_000).map((number) => line(`echo ${number} >>began; sleep 0.001; echo ${number} >>ended`));
    const { running, told, until: untilTold } = await startJobs(here, engine, jobs);
    await untilTold('some have run', isEnd(100));
    running.kill('SIGTERM');
    await running.ended;
    const events = told();
    const done = events.flatMap((one) => (one.type === 'ended' && !one.stopped ? [`${one.number}`] : []));
    const began = linesIn(here, 'began');
    expect(new Set(began).size).toBe(began.length);
    expect(linesIn(here, 'ended')).toEqual(expect.arrayContaining(done));
    const started = events.flatMap((one) => (one.type === 'started' ? [one.number] : []));
    expect(events.flatMap((one) => (one.type === 'ended' ? [one.number] : [])).sort((a, b) => a - b)).toEqual(started);
  });

  test('killed by kill -9 it leaves nobody behind', async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      const here = scene();
      const family = sh('sleep 1000 & sh -c "sleep 1000; :" & echo up >>up; sleep 1000');
      const { running } = await startJobs(here, engine, [family, family, family]);
      // At any moment from before the first is there to after the second is.
      await until(() => turn === 0 || linesIn(here, 'up').length >= turn % 3, 'so many run');
      running.kill('SIGKILL');
      await running.ended;
      await nobodyIsLeft(here);
    }
  });

  test('what a job leaves in the background lives on, and keeps nobody waiting', async () => {
    const here = scene();
    const jobs = await runJobs(here, engine, [sh('sleep 1000 & echo $! >pid; echo done'), program('true')]);
    expect(jobs).toEqual([exited(0, { stdout: 'done\n' }), exited(0)]);
    const pid = Number(linesIn(here, 'pid')[0]);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid), 'it has ended');
  });

  test('jobs may write to our own streams', async () => {
    const here = scene();
    const commands = [
      program('echo', 'a'),
      sh('echo b >&2; kill -TERM $$'),
      line('echo c; exit 143'),
      program('no-such-command'),
      sh('ls /proc/self/fd'),
      line('ls /proc/self/fd; kill -KILL $$'),
    ];
    const { running, told } = await startJobs(here, engine, commands, { output: 'inherit', slots: 1 });
    const descriptors = '0\n1\n2\n3\n';
    expect(await running.ended).toMatchObject({ code: 0, stdout: `a\nc\n${descriptors}${descriptors}`, stderr: 'b\n' });
    expect(seen(told()).map(({ ending }) => Object.values(ending)[0])).toEqual([
      0,
      'SIGTERM',
      143,
      'no-such-command: command not found',
      0,
      'SIGKILL',
    ]);
  });

  test('jobs begin in the order of their inputs, one for each slot before any has a second', async () => {
    const here = scene();
    const wait = sh('echo "$1" >>began; until [ -e go ]; do sleep 0.01; done', 'x');
    const { running } = await startJobs(here, engine, [wait, wait, wait, wait, wait], { slots: 3 });
    await until(() => linesIn(here, 'began').length === 3, 'three have begun');
    writeFileSync(path.join(here.work, 'go'), '');
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(linesIn(here, 'began')).toHaveLength(5);
  });
});

describe('dash', () => {
  test('a job that takes long lets none wait behind it', async () => {
    const here = scene();
    const quick = (count: number) => Array.from({ length: count }, () => line(':'));
    const long = line('until [ -e go ]; do sleep 0.01; done');
    const commands = [...quick(600), long, ...quick(200)];
    const { running, told } = await startJobs(here, 'dash', commands);
    const others = (): number => told().filter(({ type }) => type === 'ended').length;
    await until(() => others() === 800, 'all the others have ended');
    writeFileSync(path.join(here.work, 'go'), '');
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(seen(told())).toEqual(commands.map(() => exited(0)));
  });

  test('a job can open its own streams, as those of a shell are pipes', async () => {
    const [job] = await runJobs(scene(), 'dash', [
      sh('echo a >/dev/stdout; echo b >/dev/stderr; echo c | tee /dev/stderr'),
    ]);
    expect(job).toEqual(exited(0, { stdout: 'a\nc\n', stderr: 'b\nc\n' }));
  });

  test('what a job does to its streams is not felt by the next', async () => {
    const nonBlocking = `process.stdout._handle.setBlocking(false); process.kill(process.pid, 'SIGKILL')`;
    const flags = program('sh', '-c', 'sed -n "s/^flags:.*\\(.\\)...$/\\1/p" /proc/self/fdinfo/1');
    const jobs = await runJobs(scene(), 'dash', [flags, program(process.execPath, '-e', nonBlocking), flags], {
      slots: 1,
    });
    expect(jobs.map(({ stdout }) => stdout)).toEqual([jobs[0]?.stdout, '', jobs[0]?.stdout]);
  });
});

describe('spawn', () => {
  test('a job that is silent for too long is ended', async () => {
    const talks = 'for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done';
    const jobs = await runJobs(scene(), 'spawn', [sh(talks), sh('echo a; sleep 1000')], { idleMs: 1_000 });
    expect(jobs).toEqual([
      exited(0, { stdout: '1\n2\n3\n4\n5\n6\n' }),
      exited(0, { ending: { killed: 'SIGTERM' }, timedOut: true, stdout: 'a\n' }),
    ]);
  });
});
