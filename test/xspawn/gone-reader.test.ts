import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { WAYS } from './ways.ts';

test.each([
  ...WAYS,
  ['with a prefix', ['--prefix', 'a: ']] as const,
  ['with the time', ['--timestamps']] as const,
  ['with a copy in a file', ['--tee', '/dev/null']] as const,
])('xspawn yes | head -1 ends as yes | head -1 does, %s', async (_, options) => {
  const line = '"$@" yes | head -n 1; echo ${PIPESTATUS[0]}';
  const { stdout, stderr } = await scene().run('bash', ['-c', line, 'bash', toolPath('xspawn'), ...options]);
  expect(stdout).toMatch(/^.*y\n141\n$/);
  expect(stderr).toBe('');
});

test('a failure that is printed later to nobody is no stack trace', async () => {
  const line = '"$@" | true; echo ${PIPESTATUS[0]}';
  const command = [toolPath('xspawn'), '--quiet-unless-failed', 'sh', '-c', 'yes | head -c 3000000; exit 3'];
  const { stdout, stderr } = await scene().run('bash', ['-c', line, 'bash', ...command]);
  expect({ stdout, stderr }).toEqual({ stdout: '3\n', stderr: '' });
});
