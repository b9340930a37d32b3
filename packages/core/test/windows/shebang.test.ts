import { expect, test } from 'vitest';
import { found, plan, say } from './made-up.ts';

const FILES = { 'C:\\node\\node.exe': '', 'C:\\bin\\sh.exe': '', 'C:\\perl\\perl.exe': '' };
const SCRIPT = 'C:\\bin\\script';

const run = (text: string, files = {}) => plan(['script', 'a b', 'x\ny'], { ...FILES, [SCRIPT]: text, ...files });

test.each([
  ['#!/usr/bin/env node\nmore', 'C:\\node\\node.exe | SCRIPT'],
  ['#!/usr/bin/env node', 'C:\\node\\node.exe | SCRIPT'],
  ['#!/usr/bin/env node\r\n', 'C:\\node\\node.exe | SCRIPT'],
  ['#! /usr/bin/env  node  \n', 'C:\\node\\node.exe | SCRIPT'],
  ['#!/usr/bin/env node --flag\n', 'C:\\node\\node.exe | --flag | SCRIPT'],
  ['#!/usr/bin/env -S node --flag --other\n', 'C:\\node\\node.exe | --flag | --other | SCRIPT'],
  ['#!/usr/bin/env -Snode --flag\n', 'C:\\node\\node.exe | --flag | SCRIPT'],
  ['#!/usr/bin/env --split-string=node --flag\n', 'C:\\node\\node.exe | --flag | SCRIPT'],
  [`#!/usr/bin/env -S node "--title=a b" 'c d'\n`, 'C:\\node\\node.exe | --title=a b | c d | SCRIPT'],
  ['#!/bin/sh\n', 'C:\\bin\\sh.exe | SCRIPT'],
  ['#!/bin/sh -e\n', 'C:\\bin\\sh.exe | -e | SCRIPT'],
  ['#!node\n', 'C:\\node\\node.exe | SCRIPT'],
  ['#!C:\\perl\\perl.exe -w\n', 'C:\\perl\\perl.exe | -w | SCRIPT'],
  ['#!C:/perl/perl\n', 'C:\\perl\\perl.exe | SCRIPT'],
])('%j', (text, expected) => {
  expect(say(run(text))).toBe(`${expected.replace('SCRIPT', SCRIPT)} | a b | x\ny`);
});

test.each([
  ['#!/usr/bin/env python3\n', 'python3, which is to run it, was not found'],
  ['#!/usr/bin/env -S cmd /c\n', 'cmd.exe, which is to run it, would take its operands for commands'],
  ['#!/usr/bin/env -i node\n', 'its first line cannot be followed: #!/usr/bin/env -i node'],
  ['#!/usr/bin/env -S node ${X}\n', 'its first line cannot be followed: #!/usr/bin/env -S node ${X}'],
  ['#!/usr/bin/env\n', 'its first line cannot be followed: #!/usr/bin/env'],
  ['#!\n', 'its first line cannot be followed: #!'],
  ['#!/usr/bin/env script\n', 'script, which is to run it, cannot be executed: it runs itself'],
])('%j is refused', (text, reason) => {
  expect(say(run(text))).toBe(`cannot-execute ${SCRIPT}: ${reason}`);
});

test('variables are set', () => {
  expect(found(run('#!/usr/bin/env -S A=1 B=x=y node\n'))).toMatchObject({
    file: 'C:\\node\\node.exe',
    operands: [SCRIPT, 'a b', 'x\ny'],
    environment: { A: '1', B: 'x=y' },
  });
});

test('an interpreter that is a script itself has its own interpreter', () => {
  const files = { 'C:\\bin\\other': '#!/usr/bin/env -S node --inner\n' };
  expect(say(run('#!/usr/bin/env -S other --outer\n', files))).toBe(
    `C:\\node\\node.exe | --inner | C:\\bin\\other | --outer | ${SCRIPT} | a b | x\ny`,
  );
});

test('two scripts that run each other run nothing', () => {
  expect(say(run('#!/usr/bin/env other\n', { 'C:\\bin\\other': '#!/usr/bin/env script\n' }))).toContain(
    'it runs itself',
  );
});

test('the steps tell the line', () => {
  expect(found(run('#!/usr/bin/env node\r\n')).steps).toEqual([
    { type: 'path', directory: 'C:\\bin' },
    { type: 'shebang', file: SCRIPT, line: '#!/usr/bin/env node' },
    { type: 'path', directory: 'C:\\node' },
    { type: 'pathext', extension: '.exe' },
  ]);
});
