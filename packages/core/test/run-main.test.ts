import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Built, buildToy } from './fixture/built.ts';

let toy: Built;
beforeAll(async () => {
  toy = await buildToy();
});
afterAll(() => toy.remove());

test('a tool is one file for what is frequent and one for each thing that is rare', () => {
  const files = readdirSync(`${toy.folder}/dist`).filter((name) => name.endsWith('.cjs'));
  expect(files).toEqual([
    'cli.cjs',
    'completion.cjs',
    'help.cjs',
    'man.cjs',
    'parse-with-yargs.cjs',
    'parse.cjs',
    'toy-verbs.cjs',
  ]);
});

test.each(['--version', 'list', '--json list', '--help', 'logs -fn5 x'])(
  'toy %s loads nothing that costs time',
  (words) => {
    writeFileSync(
      `${toy.folder}/spy.cjs`,
      "process.on('exit', () => require('fs').writeSync(2, process.moduleLoadList.join()))",
    );
    const { stderr } = toy.sh(`node -r ./spy.cjs dist/cli.cjs ${words} | cat`);
    const loaded = stderr.split(',').map((name) => name.replace('NativeModule ', ''));
    expect(loaded).toContain('fs');
    expect(loaded.filter((name) => ['net', 'child_process', 'tty', 'assert', 'os', 'module'].includes(name))).toEqual(
      [],
    );
  },
);

describe('what goes wrong is one sentence, a hint and a code', () => {
  test.each([
    ['start --settle abc x', 2, '--settle: expected a duration such as 250ms, 10s, 5m or 1h, not "abc"'],
    ['--setle 5 x', 2, 'unknown option --setle\n  did you mean --settle?'],
    [
      '--name x list',
      2,
      '--name is not an option of toy list\n  to run a command called list: toy start --name x list',
    ],
    ['logs', 2, 'missing operand: NAME\n  usage: toy logs [OPTIONS] NAME'],
    ['logs a b', 2, 'too many operands: b\n  usage: toy logs [OPTIONS] NAME'],
    ['', 2, 'missing operand: COMMAND\n  usage: toy [start] [OPTIONS] [--] COMMAND [OPERAND...]'],
    ['--completion tcsh', 2, '--completion: expected one of bash, zsh, fish, not "tcsh"'],
    ['big failure', 7, 'cannot open /x: ENOENT\n  make it first'],
  ])('toy %s', (words, code, message) => {
    expect(toy.sh(`toy ${words}`)).toMatchObject({ status: code, stdout: '', stderr: `toy: ${message}\n` });
  });

  test.each(['bug', 'late'])('a bug of ours prints its stack and where to report it (%s)', (how) => {
    const { status, stderr } = toy.sh(`toy big ${how}`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Error: .*\n {4}at /);
    expect(stderr).toContain('https://github.com/proctools/proctools/issues');
  });
});

describe('standard output', () => {
  test('is complete in a pipe whose reader is slow', () => {
    expect(toy.sh('toy big | { sleep 0.3; wc -c; }').stdout.trim()).toBe('2000001');
  });

  test('is complete in a slow pipe that somebody made non-blocking', () => {
    const nonBlocking = `perl -MFcntl -e 'fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK)'`;
    const naive = `node -e 'require("fs").writeSync(1, "x".repeat(1e6)); require("fs").writeSync(1, "x".repeat(1e6))'`;
    const into = '| { sleep 0.3; wc -c; }';
    expect(toy.sh(`{ ${nonBlocking}; ${naive}; } ${into}`).stderr).toContain('EAGAIN');
    const { stdout, stderr } = toy.sh(`{ ${nonBlocking}; toy big; } ${into}`);
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: '2000001', stderr: '' });
  });

  test('may lose its reader: that is a normal end', () => {
    const { stdout, stderr } = toy.sh('{ toy big; echo "code $?" >&2; } | head -c 5');
    expect({ stdout, stderr }).toEqual({ stdout: 'xxxxx', stderr: 'code 0\n' });
  });

  test('may be a full disk: that is told', () => {
    expect(toy.sh('toy big > /dev/full')).toMatchObject({
      status: 1,
      stderr: 'toy: cannot write to standard output: no space left on device (ENOSPC)\n',
    });
  });
});

test('what follows the command of the user is handed over byte for byte', () => {
  const { stdout } = toy.sh('toy --json echo 1e3 0x10 007 -- --help "" "a  b"');
  expect(JSON.parse(stdout).operands).toEqual(['echo', '1e3', '0x10', '007', '--', '--help', '', 'a  b']);
});

test('--version and --help answer, whatever operands are missing', () => {
  expect(toy.sh('toy logs --version').stdout).toBe('toy 1.2.3\n');
  expect(toy.sh('toy logs --help').stdout).toContain('toy logs [OPTIONS] NAME');
  expect(toy.sh('toy --help').stdout).toMatch(
    /^toy: .*\n\nExamples:\n[\s\S]*Usage:[\s\S]*Verbs:[\s\S]*Settings:[\s\S]*Stopping:/,
  );
});
