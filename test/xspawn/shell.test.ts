import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { WAYS, xspawn } from './ways.ts';

const NASTY = [
  '; echo INJ',
  '$(echo INJ)',
  '`echo INJ`',
  "'; echo INJ; '",
  '"; echo INJ; "',
  '\n echo INJ',
  '| echo INJ',
  '&& echo INJ',
  '-c',
  '--',
  '$1',
  '\\',
  '',
];

test.each(WAYS)('without --shell no operand is ever a command, %s', async (_, options) => {
  const { stdout } = await xspawn(scene(), ...options, 'printf', '<%s>\n', ...NASTY);
  expect(stdout).toBe(NASTY.map((operand) => `<${operand}>\n`).join(''));
});

test.each(WAYS)('with --shell the command is a line, and its operands are $1 and so on, %s', async (_, options) => {
  const { stdout } = await xspawn(scene(), ...options, '--shell', '--', 'printf "<%s>\\n" "$@"; echo $#', ...NASTY);
  expect(stdout).toBe(`${NASTY.map((operand) => `<${operand}>\n`).join('')}${NASTY.length}\n`);
});

test('--shell is sh, and --shell=bash another one', async () => {
  const here = scene();
  expect(await xspawn(here, '--shell', 'echo a | tr a b; exit 4')).toMatchObject({ code: 4, stdout: 'b\n' });
  expect((await xspawn(here, '--shell=bash', 'x=(1 2); echo ${#x[@]}')).stdout).toBe('2\n');
  expect(await xspawn(here, '--shell=no-such-shell', 'true')).toMatchObject({ code: 127 });
});

test('a command that the shell cannot find is the shell’s 127', async () => {
  expect(await xspawn(scene(), '--shell', 'no-such-command')).toMatchObject({ code: 127 });
});
