// Which environment a command gets where that is not plain.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processInfo } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { expectNothingLeft, pidIn, startSleeping } from './births.ts';
import { expectSentence } from './one-daemon.ts';

test.each([
  ['no variable here\n', 'no variable here'],
  ['A=1\nB 2\nC=3\n', 'B 2'],
  ['1A=2\n', '1A'],
])('--env-file: %j is refused with the line', async (text, line) => {
  const here = scene({ '.env': text });
  const ended = await here.daemonize('--env-file', '.env', 'sleep', '1000');
  expectSentence(ended, 1, `--env-file: ${here.work}/.env: not a variable: "${line}`);
  expectNothingLeft(here);
});

test.each(['toString', 'constructor', 'hasOwnProperty'])('--clear-env --env %s hands on nothing', async (name) => {
  const { DAEMONIZE_ID: _, ...rest } = (await startSleeping(scene(), ['--clear-env', '--env', name])).environment;
  expect(rest).toEqual({});
});

const APP = 'setInterval(() => {}, 1e6);\n';

test('the file behind an --env-file of the command itself is for the command, and not handed on by us', async () => {
  const here = scene({ '.env': 'FROM_FILE=1\n', 'app.js': APP });
  const pid = pidIn(await here.daemonize('--name', 'x', 'node', '--env-file', '.env', 'app.js'));
  const { caller } = JSON.parse(readFileSync(path.join(here.state, 'x', 'environment.json'), 'utf8'));
  expect(caller).toEqual(here.environment);
  expect(processInfo(pid).environment).not.toHaveProperty('FROM_FILE');
  expect(processInfo(pid).command).toEqual(['node', '--env-file', '.env', 'app.js']);
});

test('variables whose names are numbers, or odd, are handed on', async () => {
  const odd = { '1': 'one', '007': 'bond', '4294967295': 'x', 'a b': 'c', é: 'ü', 'x.y': '=z' };
  const { environment } = await startSleeping(scene(), [], odd);
  expect(environment).toMatchObject(odd);
});

test('restart --update-env hands on variables whose names are numbers, too', async () => {
  const here = scene();
  await startSleeping(here);
  const pid = pidIn(
    await here.tool('daemonize', ['restart', '--update-env', 'sleep'], { environment: { '1': 'one' } }),
  );
  expect(processInfo(pid).environment).toMatchObject({ '1': 'one' });
});

test('a variable that is not UTF-8 is named as left out', async () => {
  const here = scene();
  const script = 'BAD=$(printf "\\377") GOOD=1 exec "$0" sleep 1000';
  const ended = await here.run('sh', ['-c', script, toolPath('daemonize')]);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stderr).toBe('daemonize: the variable BAD is left out: it is not UTF-8, and Node cannot hand it on\n');
  const { environment } = processInfo(Number(/pid (\d+)/.exec(ended.stdout)?.[1]));
  expect(environment.GOOD).toBe('1');
  expect(environment).not.toHaveProperty('BAD');
});
