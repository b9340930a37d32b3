import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { WAYS, xspawn } from './ways.ts';

/** Runs `$@` for the codes from $FROM to $TO, and prints those that came out. */
const LOOP = 'code=$FROM; while [ $code -le $TO ]; do "$@" sh -c "exit $code"; echo $?; code=$((code + 1)); done';

const codesOf = async (options: readonly string[], from: number): Promise<readonly number[]> => {
  const command = [toolPath('xspawn'), ...options];
  const { stdout } = await scene().run('sh', ['-c', LOOP, 'sh', ...command], {
    environment: { FROM: String(from), TO: String(from + 31) },
  });
  return stdout.trim().split('\n').map(Number);
};

test.each(WAYS.slice(0, 2))('every exit code from 0 to 255 is passed on, %s', async (_, options) => {
  const starts = Array.from({ length: 8 }, (__, index) => 32 * index);
  const codes: number[] = [];
  for (const pair of [starts.slice(0, 4), starts.slice(4)]) {
    codes.push(...(await Promise.all(pair.map((from) => codesOf(options, from)))).flat());
  }
  expect(codes).toEqual(Array.from({ length: 256 }, (__, code) => code));
});

test.each(WAYS)('a success says nothing, %s', async (_, options) => {
  expect(await xspawn(scene(), ...options, 'true')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
});

test.each(WAYS)('a failure adds no word to those of the command, %s', async (_, options) => {
  const ended = await xspawn(scene(), ...options, 'sh', '-c', 'echo out; echo err >&2; exit 3');
  expect(ended).toEqual({ code: 3, signal: null, stdout: 'out\n', stderr: 'err\n' });
});

test.each(WAYS)('what goes through a pipe arrives to the last byte, %s', async (_, options) => {
  const { stdout, code } = await xspawn(scene(), ...options, 'head', '-c', '1000000', '/dev/zero');
  expect({ code, length: stdout.length }).toEqual({ code: 0, length: 1_000_000 });
});

test.each(WAYS)('standard input is the command’s, %s', async (_, options) => {
  const ended = await scene().tool('xspawn', [...options, 'cat'], { stdin: 'a\nb' });
  expect(ended).toEqual({ code: 0, signal: null, stdout: 'a\nb', stderr: '' });
});
