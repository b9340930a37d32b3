import { expect, test } from 'vitest';
import { supervisorCommand } from '../src/start/supervisor-command.ts';

test('a supervisor that deals out connections is made for speed, one that never sees any for little memory', () => {
  expect(supervisorCommand('/home')).toContain('--lite-mode');
  expect(supervisorCommand('/home', true)).not.toContain('--lite-mode');
});
