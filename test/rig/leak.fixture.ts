import { test } from 'vitest';
import { scene } from './scene.ts';

// Run by scene.test.ts, which expects the first of these to fail.
test('leaves a process running', async () => {
  await scene().run('setsid', ['-f', 'sh', '-c', 'exec sleep 1234 >/dev/null 2>&1']);
});

test('is skipped', ({ skip }) => skip('no such part'));
