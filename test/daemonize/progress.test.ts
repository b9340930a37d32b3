// Work that lasts says on a terminal for what it waits, and takes that away again.
import { expect, test } from 'vitest';
import type { Running } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { running, withPuppet } from './one-daemon.ts';

/** The line is taken away before anything else is said. */
const erased = (text: string): boolean => text.slice(text.lastIndexOf('waiting for')).includes('\r\u001b[K');

const onTerminal = (here: Scene, ...words: readonly string[]): Running =>
  here.start('script', ['-qefc', [toolPath('daemonize'), ...words].join(' '), '/dev/null'], { stdin: 'open' });

test('start tells what it waits for, and how long at most', async () => {
  const { here, puppet } = await withPuppet();
  const terminal = onTerminal(here, '--ready', 'log:/yes/', '--ready-timeout', '1m', ...puppet.command);
  await terminal.until(/waiting for server to be ready \(log:\/yes\/\): [\d.]+s of 1m/);
  await (await puppet.connected()).do({ write: 'stdout', text: 'yes\n' });
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(0);
  expect(erased(stdout)).toBe(true);
});

test('stop, and what else does something with many, tells who is waited for', async () => {
  const { actor, here } = await running('--stop-timeout', '1h');
  await actor.do({ catch: 'SIGTERM' });
  await here.daemonize('--settle', '0', '--name', 'other', 'sleep', '1000');
  const terminal = onTerminal(here, 'stop', '--all');
  await terminal.until(/ 50% 1\/2 .*waiting for server/);
  await actor.do({ exit: 0 });
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(0);
  expect(erased(stdout)).toBe(true);
});

test('up tells it, too, and with --quiet nobody does', async () => {
  const { here, puppet } = await withPuppet();
  const entry = { command: puppet.command, ready: 'log:/yes/' };
  here.write({ 'daemonize.json': JSON.stringify({ daemons: { server: entry } }) });
  const [loud, quiet] = [onTerminal(here, 'up'), onTerminal(here, 'up', '--quiet')];
  await loud.until(/ 0% 0\/1 .*waiting for server/);
  await (await puppet.connected()).do({ write: 'stdout', text: 'yes\n' });
  expect(erased((await loud.ended).stdout)).toBe(true);
  expect((await quiet.ended).stdout).not.toContain('waiting');
});
