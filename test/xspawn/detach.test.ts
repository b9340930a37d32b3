import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isAlive, processInfo } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { scene } from '../rig/scene.ts';
import { expectSentence, xspawn } from './ways.ts';

test('--detach prints the pid, leaves the command in a session of its own, and ends', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const { code, stdout, stderr } = await xspawn(here, '--detach', ...puppet.command, 'operand');
  const actor = await puppet.connected();
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${actor.pid}\n`, stderr: '' });
  const { command: _, ...info } = processInfo(actor.pid);
  expect(info).toMatchObject({ session: actor.pid, processGroup: actor.pid, terminal: 0 });
  expect([0, 1, 2].map((descriptor) => info.descriptors.get(descriptor))).toEqual(Array(3).fill('/dev/null'));
  expect(actor.argv).toEqual(['operand']);
  expect(isAlive(actor.pid)).toBe(true);
  await actor.do({ exit: 0 });
});

test('its output goes to files', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  await xspawn(here, '--detach', '--stdout', 'log', '--stderr', 'log', ...puppet.command);
  const actor = await puppet.connected();
  await actor.do({ write: 'stdout', text: 'out\n' });
  await actor.do({ write: 'stderr', text: 'err\n' });
  await actor.do({ exit: 0 });
  expect(readFileSync(path.join(here.work, 'log'), 'utf8')).toBe('out\nerr\n');
});

test('what cannot be started is told', async () => {
  const here = scene({ 'folder/': '' });
  expectSentence(await xspawn(here, '--detach', 'no-such-command'), 127, 'command not found');
  expectSentence(await xspawn(here, '--detach', './folder'), 126, 'it is a directory');
  expectSentence(await xspawn(here, '--detach', '--stdout', 'folder', 'true'), 125, 'cannot open its streams');
});
