import path from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from './processes.ts';
import { run } from './run.ts';
import { repository } from './tool.ts';

const VITEST = path.join(repository, 'node_modules/vitest/vitest.mjs');
const FIXTURE = 'test/rig/leak.fixture.ts';

test('a test that leaves a process running fails, and the process is killed', async () => {
  const { code, stdout, stderr } = await run(process.execPath, [VITEST, 'run', '--config', 'test/rig/leak.config.ts'], {
    cwd: repository,
  });
  expect(stderr).toMatch(/the test left these processes running:\n {2}\d+ sleep 1234/);
  expect(isAlive(Number(/(\d+) sleep 1234/.exec(stderr)?.[1]))).toBe(false);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toContain(`skipped: ${FIXTURE} > is skipped: no such part`);
  expect(lines.filter((line) => line.startsWith(`failed: ${FIXTURE} > `))).toHaveLength(1);
  expect(lines.at(-1)).toBe('0 passed, 1 failed, 1 skipped');
  expect(code).toBe(1);
});
