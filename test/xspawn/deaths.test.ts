import os from 'node:os';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { WAYS, xspawn } from './ways.ts';

/** These do not end a process that does nothing about them. signal(7) */
const HARMLESS = 'SIGCHLD SIGCONT SIGURG SIGWINCH SIGSTOP SIGTSTP SIGTTIN SIGTTOU'.split(' ');

const ENTRIES = Object.entries(os.constants.signals) as readonly (readonly [NodeJS.Signals, number])[];

/** One name for each number: the first, which is the usual one. */
const DEADLY = ENTRIES.filter(([name, number], index) => {
  const isFirst = ENTRIES.findIndex(([, other]) => other === number) === index;
  return isFirst && !HARMLESS.includes(name);
}).map(([name, number]) => ({ name, number }));

/** A child of a shell that leaves no memory dump. */
const dieOf = (name: NodeJS.Signals): readonly string[] => [
  'sh',
  '-c',
  `ulimit -c 0; kill -${os.constants.signals[name]} $$; exit 99`,
];

test.each(WAYS)('who dies of a signal makes xspawn die of that very signal, %s', async (_, options) => {
  const here = scene();
  for (const { name } of DEADLY) {
    const { code, signal } = await xspawn(here, ...options, ...dieOf(name));
    expect({ of: name, code, signal }).toEqual({ of: name, code: null, signal: name });
  }
});

test('--no-raise makes it an exit code of 128 and the number', async () => {
  const here = scene();
  for (const { name, number } of DEADLY.filter(({ name }) => /^SIG(INT|KILL|PIPE|USR1|TERM|XFSZ)$/.test(name))) {
    const { code, signal } = await xspawn(here, '--no-raise', ...dieOf(name));
    expect({ of: name, code, signal }).toEqual({ of: name, code: 128 + number, signal: null });
  }
});

test('--no-raise leaves exit codes as they are', async () => {
  expect(await xspawn(scene(), '--no-raise', 'sh', '-c', 'exit 143')).toMatchObject({ code: 143, signal: null });
});

// Node says of a child that such a signal killed that it exited with 0: it has no names for real-time signals, and
// libuv's number gets lost between the two. nodejs/node src/process_wrap.cc, signo_string
test.fails.each(WAYS.slice(1))('death by a real-time signal is no success, %s', async (_, options) => {
  const { code } = await xspawn(scene(), ...options, 'sh', '-c', 'kill -40 $$; exit 99');
  expect(code).not.toBe(0);
});

test.each(WAYS)('a shell sees what it would have seen, %s', async (_, options) => {
  const command = [toolPath('xspawn'), ...options, ...dieOf('SIGPIPE')];
  const { stdout } = await scene().run('bash', ['-c', '"$@"; echo $?', 'bash', ...command]);
  expect(stdout).toBe('141\n');
});
