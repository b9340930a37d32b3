import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { WAYS, xspawn } from './ways.ts';

/** Prints its operands, each with a NUL behind it. */
const TELL = ['sh', '-c', 'test $# -eq 0 || printf "%s\\0" "$@"', 'sh'];

const received = (stdout: string): readonly string[] => stdout.split('\0').slice(0, -1);

const NASTY: readonly string[] = [
  ...[
    '',
    ' ',
    'a b',
    '\n',
    'a\nb',
    '\t',
    '"',
    "'",
    '`id`',
    '$HOME',
    '$(id)',
    '${x}',
    '\\',
    '\\\\',
    'a\\',
    '*',
    '?',
    '[a]',
    '~',
  ],
  ...[
    '&',
    '&&',
    '|',
    ';',
    '<',
    '>',
    '()',
    '{}',
    '{a,b}',
    '!',
    '#',
    '%',
    '%s',
    '^',
    '=',
    'A=b',
    'é漢🙂',
    '\x01',
    '\x7f',
    '\r',
  ],
  ...[
    '-',
    '--',
    '---',
    '-x',
    '--help',
    '--version',
    '--timeout',
    '--timeout=1s',
    '1e3',
    '0x10',
    '007',
    '-0',
    'null',
    'true',
  ],
  ...['__proto__', 'constructor', ':::', '@file', 'x'.repeat(100_000)],
];

describe.each(WAYS)('%s', (_, options) => {
  test(`${NASTY.length} nasty operands arrive as they are`, async () => {
    const { stdout, code } = await xspawn(scene(), ...options, ...TELL, ...NASTY);
    expect({ code, operands: received(stdout) }).toEqual({ code: 0, operands: NASTY });
  });

  test('any operands arrive as they are', async () => {
    const here = scene();
    const piece = fc.oneof(fc.constantFrom(...NASTY.slice(0, -1)), fc.string({ unit: 'binary', maxLength: 8 }));
    const operand = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join('').replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(operand, { maxLength: 30 }), async (operands) => {
        const { stdout } = await xspawn(here, ...options, ...TELL, ...operands);
        expect(received(stdout)).toEqual(operands);
      }),
      { numRuns: 12 },
    );
  });

  test('options end at the first operand', async () => {
    const { stdout } = await xspawn(scene(), ...options, 'echo', '1e3', '0x10', '007', '--', '--help');
    expect(stdout).toBe('1e3 0x10 007 -- --help\n');
    const after = await xspawn(scene(), ...options, '--', 'echo', '--', '-x', '--timeout');
    expect(after.stdout).toBe('-- -x --timeout\n');
  });

  test('the name is argv[0] as it was typed', async () => {
    const here = scene();
    const nameOf = async (...command: readonly string[]) =>
      (await xspawn(here, ...options, ...command)).stdout.split('\0')[0];
    expect(await nameOf('cat', '/proc/self/cmdline')).toBe('cat');
    expect(await nameOf('/bin/../bin/cat', '/proc/self/cmdline')).toBe('/bin/../bin/cat');
    await here.run('ln', ['-s', '/bin/cat', 'mine']);
    expect(await nameOf('./mine', '/proc/self/cmdline')).toBe('./mine');
    expect(await nameOf('--title', 'a title', './mine', '/proc/self/cmdline')).toBe('a title');
    expect(await nameOf('--title=-title', 'cat', '/proc/self/cmdline')).toBe('-title');
  });

  test('a script is told the path as it was typed', async () => {
    const here = scene({ 'bin/script': { text: '#!/bin/sh\necho "$0"\n', mode: 0o755 } });
    expect((await xspawn(here, ...options, './bin/../bin/script')).stdout).toBe('./bin/../bin/script\n');
  });

  test('operands that are not UTF-8 arrive byte for byte', async () => {
    const all = Array.from({ length: 255 }, (_, index) => `\\x${(index + 1).toString(16).padStart(2, '0')}`).join('');
    const words = `$'${all}' '' $'\\xff\\n\\n' "a b" $'\\n\\n' $'%s\\\\\\xfe$(echo)' \ufffd`;
    const line = `"$@" printf '%s|' ${words}; echo $?`;
    const here = scene();
    const bytes = async (...command: readonly string[]) => {
      await here.run('bash', ['-c', `{ ${line}; } >out 2>&1`, 'bash', ...command]);
      return readFileSync(path.join(here.work, 'out'), 'latin1');
    };
    expect(await bytes(toolPath('xspawn'), ...options)).toBe(await bytes('command'));
  });
});
