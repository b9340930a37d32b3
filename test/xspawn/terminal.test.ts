// On a real terminal: script(1) makes one, and what the test writes is what somebody types.
import { expect, test } from 'vitest';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import type { Running } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { gotIn, TELLER } from './teller.ts';
import { WAYS } from './ways.ts';

const CTRL_C = '\x03';
const CTRL_Z = '\x1a';

const onTerminal = (here: Scene, line: string): Running =>
  here.start('script', ['-qefc', line, '/dev/null'], {
    stdin: 'open',
    environment: { PS1: 'PROMPT> ', SHELL: '/bin/sh' },
  });

const telling = (options: readonly string[], ...operands: readonly string[]): string =>
  [toolPath('xspawn'), ...options, process.execPath, 'teller.cjs', ...operands].join(' ');

const pidIn = async (terminal: Running): Promise<number> => Number((await terminal.until(/pid (\d+)/))[1]);

const stateOf = (pid: number): string => processInfo(pid).state;

/** An interactive bash in which somebody typed this. */
const typed = async (here: Scene, line: string): Promise<Running> => {
  const shell = onTerminal(here, 'bash --norc --noprofile -i');
  await shell.until(/PROMPT> /);
  shell.write(`${line}\n`);
  return shell;
};

test.each(WAYS)('a typed Ctrl-C reaches the command once, %s', async (_, options) => {
  const terminal = onTerminal(scene({ 'teller.cjs': TELLER }), `exec ${telling(options)}`);
  const pid = await pidIn(terminal);
  for (let count = 1; count <= 3; count += 1) {
    terminal.write(CTRL_C);
    await terminal.until(new RegExp(`(got SIGINT[\\s\\S]*){${count}}`));
    process.kill(pid, 'SIGUSR1'); // so that there was time for another
    await terminal.until(new RegExp(`(got SIGUSR1[\\s\\S]*){${count}}`));
  }
  process.kill(pid, 'SIGTERM');
  const { stdout, code } = await terminal.ended;
  expect(code).toBe(7);
  expect(gotIn(stdout)).toEqual([...Array(3).fill(['INT', 'USR1']).flat(), 'TERM']);
});

test.each(WAYS)('a signal for xspawn alone is passed on once, %s', async (_, options) => {
  const here = scene({ 'teller.cjs': TELLER });
  const terminal = onTerminal(here, `${telling(options)} & echo xspawn $!; wait $!; wait $!; wait`);
  const xspawn = Number((await terminal.until(/xspawn (\d+)/))[1]);
  await pidIn(terminal);
  const names = ['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'WINCH', 'TERM'];
  for (const name of names) {
    process.kill(xspawn, `SIG${name}`);
    await terminal.until(new RegExp(`got SIG${name}`));
  }
  expect(gotIn((await terminal.ended).stdout)).toEqual(names);
});

test.each(WAYS)('Ctrl-Z stops it, fg has it go on, and the prompt waits for its end, %s', async (_, options) => {
  const here = scene({ 'teller.cjs': TELLER });
  const shell = await typed(here, telling(options));
  const pid = await pidIn(shell);
  for (let round = 1; round <= 2; round += 1) {
    shell.write(CTRL_Z);
    await shell.until(new RegExp(`(Stopped[\\s\\S]*){${round}}`));
    expect(stateOf(pid)).toBe('T');
    shell.write('fg\n');
    await until(() => stateOf(pid) !== 'T', 'the command goes on');
  }
  shell.write(CTRL_C);
  const before = (await shell.until(/^[\s\S]*got SIGINT/)).input.split('PROMPT> ').length;
  expect(before).toBe(4); // the first, and one after each Ctrl-Z
  process.kill(pid, 'SIGTERM');
  await shell.until(/got SIGTERM[\s\S]*PROMPT> /);
  expect(isAlive(pid)).toBe(false);
  shell.write('echo code $?; exit\n');
  expect((await shell.ended).stdout).toMatch(/code 7/);
});

/** Where xspawn becomes the command there is none. */
const guardsIn = (here: Scene): readonly number[] =>
  processesAround(here.root).flatMap(({ command, pid }) => (command.includes('xspawn-guard') ? [pid] : []));

test.each(WAYS)(
  'fg has it go on also when nobody but the command had time to see the Ctrl-Z, %s',
  async (_, options) => {
    const here = scene({ 'teller.cjs': TELLER });
    const shell = await typed(here, telling(options));
    const pid = await pidIn(shell);
    for (const guard of guardsIn(here)) process.kill(guard, 'SIGSTOP'); // CONT takes a TSTP away that it has not seen. signal(7)
    shell.write(CTRL_Z);
    await shell.until(/Stopped[\s\S]*PROMPT> /);
    shell.write('fg\n');
    await until(() => stateOf(pid) !== 'T', 'the command goes on');
    shell.write(CTRL_C);
    await shell.until(/got SIGINT/);
    process.kill(pid, 'SIGTERM');
    await shell.until(/got SIGTERM[\s\S]*PROMPT> /);
    expect(shell.stdout.split('Stopped')).toHaveLength(2);
    shell.write('exit\n');
    await shell.ended;
  },
);

test.each(WAYS)('a command that stops itself, as editors do, gives the shell back, %s', async (_, options) => {
  const here = scene();
  const shell = await typed(here, [toolPath('xspawn'), ...options, `sh -c 'kill -STOP $$; echo went on'`].join(' '));
  await shell.until(/Stopped[\s\S]*PROMPT> /);
  shell.write('fg\n');
  await shell.until(/^went on/m);
  shell.write('exit\n');
  expect((await shell.ended).code).toBe(0);
});

test.each(WAYS)('a command that ignores Ctrl-Z is not left behind, %s', async (_, options) => {
  const here = scene({ 'teller.cjs': TELLER });
  const shell = await typed(here, telling(options, 'all'));
  const pid = await pidIn(shell);
  shell.write(CTRL_Z);
  await shell.until(/got SIGTSTP/);
  shell.write(CTRL_C);
  await shell.until(/got SIGINT/);
  process.kill(pid, 'SIGTERM');
  await shell.until(/got SIGTERM[\s\S]*PROMPT> /);
  expect(gotIn(shell.stdout)).toEqual(['TSTP', 'INT', 'TERM']);
  expect(shell.stdout).not.toContain('Stopped');
  shell.write('exit\n');
  await shell.ended;
});

test.each(WAYS)('in the background it runs on, and a Ctrl-C is not for it, %s', async (_, options) => {
  const here = scene({ 'teller.cjs': TELLER });
  const shell = await typed(here, `${telling(options)} &`);
  const pid = await pidIn(shell);
  shell.write(CTRL_C);
  await shell.until(/\^C[\s\S]*PROMPT> /);
  shell.write('kill -USR1 $!\n');
  await shell.until(/got SIGUSR1/);
  process.kill(pid, 'SIGTERM');
  shell.write('wait $!; echo code $?; exit\n');
  const { stdout } = await shell.ended;
  expect(gotIn(stdout)).toEqual(['USR1', 'TERM']);
  expect(stdout).toMatch(/code 7/);
});

test.each(WAYS.slice(0, 2))('the command can read the terminal, and has it, %s', async (_, options) => {
  const here = scene({ 'ask.sh': 'read -r answer; test -t 0 -a -t 1 -a -t 2 && echo "heard $answer"' });
  const terminal = onTerminal(here, [toolPath('xspawn'), ...options, 'sh', 'ask.sh'].join(' '));
  terminal.write('hello\n');
  expect((await terminal.ended).stdout).toMatch(/heard hello/);
});
