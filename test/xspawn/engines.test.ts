// One table of what jobs do, over both engines: whatever runs a job, it comes to the same.
import { readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { processesAround } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { ENGINES, exited, line, program, runJobs, sh } from './job-runs.ts';

describe.each(ENGINES)('%s', (engine) => {
  test('each exit code is told as it is', async () => {
    const codes = [0, 1, 2, 3, 42, 100, 123, 124, 125, 126, 127, 128, 129, 137, 139, 143, 192, 200, 254, 255];
    const jobs = await runJobs(
      scene(),
      engine,
      codes.map((code) => sh(`exit ${code}`)),
    );
    expect(jobs).toEqual(codes.map((code) => exited(code)));
  });

  test('each signal that kills a job is told by its name', async () => {
    const names =
      'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT XCPU XFSZ VTALRM PROF IO PWR SYS';
    const signals = names.split(' ');
    const jobs = await runJobs(
      scene(),
      engine,
      signals.map((name) =>
        sh(`ulimit -c 0; echo before >&2; kill -${constants.signals[`SIG${name}` as NodeJS.Signals]} $$`),
      ),
    );
    expect(jobs).toEqual(signals.map((name) => exited(0, { ending: { killed: `SIG${name}` }, stderr: 'before\n' })));
  });

  test("a shell's word about a signal is told from a death by that signal", async () => {
    const jobs = await runJobs(scene(), engine, [
      sh('echo Terminated >&2; exit 143'),
      sh('printf Terminated >&2; kill -TERM $$'),
      sh('echo Terminated >&2; kill -TERM $$'),
      sh("sh -c 'kill -KILL $$'; exit $?"),
      sh('echo Killed >&2'),
      sh('exit 143'),
    ]);
    expect(jobs).toEqual([
      exited(143, { stderr: 'Terminated\n' }),
      exited(0, { ending: { killed: 'SIGTERM' }, stderr: 'Terminated' }),
      exited(0, { ending: { killed: 'SIGTERM' }, stderr: 'Terminated\n' }),
      exited(137, { stderr: 'Killed\n' }),
      exited(0, { stderr: 'Killed\n' }),
      exited(143),
    ]);
  });

  test('what cannot be executed is told with 126 or 127 and a sentence', async () => {
    const here = scene({ plain: 'text\n', 'folder/': '', lost: executable('#!/nowhere/sh\n') });
    const jobs = await runJobs(here, engine, [
      program('./nothing'),
      program('no-such-command'),
      program('no-such-command', 'a'),
      program(''),
      program('./plain'),
      program('./folder'),
      program('./lost'),
      program('sh', '-c', 'a\0b'),
      program('echo', 'x'.repeat(200_000)),
      program('true'),
    ]);
    const refused = (code: 126 | 127, notStarted: string) => exited(0, { ending: { notStarted, code } });
    expect(jobs).toEqual([
      refused(127, './nothing: command not found'),
      refused(127, 'no-such-command: command not found'),
      refused(127, 'no-such-command: command not found'),
      refused(127, ': command not found'),
      refused(126, `${here.work}/plain: cannot be executed: it is not executable`),
      refused(126, `${here.work}/folder: cannot be executed: it is a directory`),
      refused(126, `${here.work}/lost: cannot be executed: its interpreter /nowhere/sh does not exist`),
      refused(126, 'sh: cannot be executed: an operand holds a NUL byte'),
      refused(126, '/usr/bin/echo: E2BIG'),
      exited(0),
    ]);
  });

  test('names that a shell knows itself are those of programs all the same', async () => {
    const tells = executable('#!/bin/sh\necho "it is $0: $*"\n');
    const names =
      '. : [ alias cd command echo eval exec exit export if kill let printf pwd read set test then trap true ! { a=b a.b -x';
    const files = names.split(' ').filter((name) => name !== '.');
    const here = scene(Object.fromEntries(files.map((name) => [`bin/${name}`, tells])));
    const environment = { ...here.environment, PATH: `${here.work}/bin:${here.environment.PATH}` };
    const jobs = await runJobs(
      here,
      engine,
      files.map((name) => program(name, '-n', name)),
      { environment },
    );
    expect(jobs.map(({ stdout }) => stdout)).toEqual(
      files.map((name) => `it is ${here.work}/bin/${name}: -n ${name}\n`),
    );
  });

  test('operands arrive byte for byte', async () => {
    const operand = fc
      .array(fc.integer({ min: 1, max: 255 }), { maxLength: 60 })
      .map((codes) => String.fromCharCode(...codes));
    const nasty = [
      '',
      ' ',
      "'",
      "''",
      '"',
      '\\',
      '\n',
      '\\\n',
      '$(id)',
      '`id`',
      '~',
      '*',
      '#',
      '!',
      '-',
      '\x81\x82\x88',
      '\xff',
      'é',
      '\r\n',
      '>x',
      '{}',
      'a\n',
    ];
    const lists = [nasty, ...fc.sample(fc.array(operand, { minLength: 1, maxLength: 8 }), 150)];
    const jobs = await runJobs(
      scene(),
      engine,
      lists.map((operands) => program('printf', '%s\\0', ...operands)),
    );
    expect(jobs.map(({ stdout }) => stdout)).toEqual(
      lists.map((operands) => operands.map((each) => `${each}\0`).join('')),
    );
  });

  test('output arrives byte for byte, however much, of both streams', async () => {
    const here = scene({ bytes: '' });
    const bytes = Buffer.from(Array.from({ length: 10_000_000 }, (_, index) => (index * index + (index >> 9)) % 256));
    writeFileSync(path.join(here.work, 'bytes'), bytes);
    const jobs = await runJobs(here, engine, [
      program('cat', 'bytes'),
      sh('printf "no newline"; printf "none either" >&2'),
      sh('cat bytes >&2'),
      program('true'),
      sh('printf "\\0\\n\\0"; printf "\\n" >&2'),
      sh('head -c 300000 bytes; head -c 300000 bytes >&2; echo end; exit 7'),
    ]);
    const text = bytes.toString('latin1');
    const part = text.slice(0, 300_000);
    expect(jobs.map(({ stdout }) => stdout)).toEqual([text, 'no newline', '', '', '\0\n\0', `${part}end\n`]);
    expect(jobs.map(({ stderr }) => stderr)).toEqual(['', 'none either', text, '', '\n', part]);
    expect(jobs.map(({ ending }) => ending)).toEqual([0, 0, 0, 0, 0, 7].map((code) => ({ exited: code })));
  });

  test('a job begins with nothing of ours: no descriptor, no input, no signal ignored or blocked', async () => {
    const jobs = await runJobs(scene(), engine, [
      program('ls', '/proc/self/fd'),
      program('cat'),
      program('readlink', '/proc/self/fd/0'),
      program('grep', '-E', '^Sig(Ign|Blk)', '/proc/self/status'),
      line('exec ls /proc/self/fd'),
      line('cat; readlink /proc/self/fd/0'),
      line('exec grep -E "^Sig(Ign|Blk)" /proc/self/status'),
      line('(exec grep -E "^Sig(Ign|Blk)" /proc/self/status) | cat'),
    ]);
    const none = ['Blk', 'Ign'].map((name) => `Sig${name}:\t0000000000000000\n`).join('');
    const outputs = ['0\n1\n2\n3\n', '', '/dev/null\n', none];
    expect(jobs.map(({ stdout }) => stdout)).toEqual([...outputs, '0\n1\n2\n3\n', '/dev/null\n', none, none]);
  });

  test('a job gets exactly the environment that it is given', async () => {
    const here = scene();
    const odd = {
      PWD: '/elsewhere',
      OLDPWD: 'x',
      PS1: '',
      LINENO: '7',
      _: 'y',
      EMPTY: '',
      TWO: 'a\nb',
      QUOTED: `'"$(id)`,
      OPTERR: '0',
    };
    const withPwd = { ...here.environment, ...odd };
    const { PATH = '' } = here.environment;
    for (const environment of [withPwd, { PATH, A: '1' }, { A: '1' }]) {
      const [job] = await runJobs(here, engine, [program('/usr/bin/env', '-0')], { environment });
      const pairs = (job?.stdout ?? '').split('\0').slice(0, -1);
      expect(pairs.sort()).toEqual(
        Object.entries(environment)
          .map(([name, value]) => `${name}=${value}`)
          .sort(),
      );
    }
  });

  test('a shell line is one, its mistakes included', async () => {
    const jobs = await runJobs(scene(), engine, [
      line('echo a; echo b >&2; exit 3'),
      line('if'),
      line("echo 'open"),
      line(')'),
      line('cd /; x=1; set -e; false; echo no'),
      line('echo "[$x]"; pwd'),
      line('echo $0 $# "$*"'),
      line('test $$ = "$(sh -c \'echo $PPID\')" && echo own'),
      line('no-such-command; echo $?'),
      line('kill -TERM $$'),
      line('exit 143'),
      line('false'),
      line(':'),
      line('printf "%s\\n" a b | tr a-z A-Z'),
      line("printf '%s\\n' \"a 'b'\" 'c \"d\"' \\\\ '#'"),
      line('for x in 1 2; do\necho $x\ndone # comment'),
      line('sleep 0 & wait; echo $?'),
      line('trap "echo bye" EXIT; exit 4'),
      line('exec true'),
      line('return 5; echo no'),
      line(''),
      line('echo \\'),
      line('cat >out <<E\nhere\nE\ncat out'),
      line("sh -c 'kill -KILL $PPID'"),
      line('true >/nowhere/file'),
    ]);
    const told = jobs.map(({ ending, stdout }) => [
      'exited' in ending ? ending.exited : Object.values(ending)[0],
      stdout,
    ]);
    expect(told).toEqual([
      [3, 'a\n'],
      [2, ''],
      [2, ''],
      [2, ''],
      [1, ''],
      [0, `[]\n${jobs[5]?.stdout.split('\n')[1]}\n`],
      [0, 'sh 0 \n'],
      [0, 'own\n'],
      [0, '127\n'],
      ['SIGTERM', ''],
      [143, ''],
      [1, ''],
      [0, ''],
      [0, 'A\nB\n'],
      [0, `a 'b'\nc "d"\n\\\n#\n`],
      [0, '1\n2\n'],
      [0, '0\n'],
      [4, 'bye\n'],
      [0, ''],
      [5, ''],
      [0, ''],
      [0, '\\\n'],
      [0, 'here\n'],
      ['SIGKILL', ''],
      [2, ''],
    ]);
    expect(jobs[1]?.stderr).toMatch(/^sh: 1: (eval: )?Syntax error/);
  });

  test('who kills the process that started it harms nobody else', async () => {
    const here = scene();
    const murder = sh('kill -KILL $PPID; echo "$1" >>ran; sleep 1000', 'one');
    const others = Array.from({ length: 30 }, (_, index) => sh('echo "$1" >>ran', `${index}`));
    const jobs = await runJobs(here, 'dash', [...others.slice(0, 10), murder, ...others.slice(10)]);
    expect(jobs[10]?.ending).toEqual({ killed: 'SIGKILL' });
    expect(jobs.toSpliced(10, 1)).toEqual(others.map(() => exited(0)));
    const ran = readFileSync(path.join(here.work, 'ran'), 'utf8').split('\n').slice(0, -1);
    expect(ran.filter((name) => name !== 'one').sort()).toEqual(others.map((_, index) => `${index}`).sort());
  });

  test('signals to its own group reach a job, and nobody else', async () => {
    const jobs = await runJobs(scene(), engine, [
      ...['HUP', 'INT', 'QUIT', 'TERM', 'USR1', 'USR2'].map((name) =>
        sh(`trap 'echo got' ${name}; ulimit -c 0; kill -s ${name} 0; echo on`),
      ),
      program('true'),
    ]);
    expect(jobs).toEqual([...Array.from({ length: 6 }, () => exited(0, { stdout: 'got\non\n' })), exited(0)]);
  });

  test('a job that takes too long is ended, and then killed, with all that it started', async () => {
    const here = scene();
    const timed = { timeoutMs: 300, killAfterMs: 300 };
    const jobs = await runJobs(
      here,
      engine,
      [
        program('sleep', '1000'),
        program('true'),
        sh("trap '' TERM; sleep 1000 & echo deaf; wait; wait"),
        sh('sleep 1000 & sleep 1000 & echo both; wait'),
        sh("trap 'echo caught; exit 5' TERM; echo ready; sleep 1000 & wait"),
        sh("(trap '' TERM; sleep 1000) & echo left; sleep 1000"),
        line('sleep 1000'),
        line('sleep 1000; echo no'),
        program('echo', 'last'),
      ],
      timed,
    );
    await until(() => processesAround(here.root).length === 0, 'nobody is left');
    const late = (signal: string, stdout = '') => exited(0, { ending: { killed: signal }, timedOut: true, stdout });
    expect(jobs).toEqual([
      late('SIGTERM'),
      exited(0),
      late('SIGKILL', 'deaf\n'),
      late('SIGTERM', 'both\n'),
      exited(5, { timedOut: true, stdout: 'ready\ncaught\n' }),
      late('SIGTERM', 'left\n'),
      late('SIGTERM'),
      late('SIGTERM'),
      exited(0, { stdout: 'last\n' }),
    ]);
  });
});
