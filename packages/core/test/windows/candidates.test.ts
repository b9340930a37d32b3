import { expect, test } from 'vitest';
import { found, plan, say } from './made-up.ts';

const FILES = {
  'C:\\bin\\tool.exe': '',
  'C:\\bin\\tool.cmd': 'echo',
  'C:\\node\\tool.exe': '',
  'C:\\node\\only.exe': '',
  'C:\\bin\\both.com': '',
  'C:\\bin\\both.exe': '',
  'C:\\bin\\script': '#!/usr/bin/env node',
  'C:\\bin\\text': 'no script',
  'C:\\node\\text.exe': '',
  'C:\\bin\\one.two.exe': '',
  'C:\\node\\node.exe': '',
  'C:\\a;b\\quoted.exe': '',
  'D:\\work\\here.exe': '',
  'D:\\work\\sub\\below.exe': '',
  'D:\\work\\tool.py': '#!/usr/bin/python3',
  'C:\\bin\\python3.exe': '',
  'C:\\Windows\\System32\\system.exe': '',
  'C:\\bin\\old.vbs': '',
  'C:\\bin\\for.js': '#!/usr/bin/env python3',
  'C:\\bin\\for.js.cmd': '@node "%~dp0\\cli.js" %*',
};

test.each([
  ['a name on PATH', 'only', 'C:\\node\\only.exe'],
  ['the first folder on PATH comes first', 'tool', 'C:\\bin\\tool.exe'],
  ['PATHEXT says which extension comes first', 'both', 'C:\\bin\\both.com'],
  ['an extension that is typed', 'both.exe', 'C:\\bin\\both.exe'],
  ['an extension in capitals', 'both.EXE', 'C:\\bin\\both.EXE'],
  ['the shim beside a script, whose name looks like one', 'for.js', 'C:\\node\\node.exe | C:\\bin\\cli.js'],
  ['a dot in the name is no extension', 'one.two', 'C:\\bin\\one.two.exe'],
  ['a script without an extension', 'script', 'C:\\node\\node.exe | C:\\bin\\script'],
  ['a file without an extension that is no script is passed over', 'text', 'C:\\node\\text.exe'],
  ['the current directory is not searched', 'here', 'not-found'],
  ['a path from where it runs', '.\\here', 'D:\\work\\here.exe'],
  ['a path with slashes', './sub/below', 'D:\\work\\sub\\below.exe'],
  ['a path with an extension', 'sub\\below.exe', 'D:\\work\\sub\\below.exe'],
  ['an absolute path', 'C:\\bin\\tool', 'C:\\bin\\tool.exe'],
  ['a path from the root of the drive', '\\work\\here', 'D:\\work\\here.exe'],
  ['a script with an extension', './tool.py', 'C:\\bin\\python3.exe | D:\\work\\tool.py'],
  ['nothing', 'nothing', 'not-found'],
  ['an empty name', '', 'not-found'],
  ['a path to a folder', '.\\here\\', 'not-found'],
  ['a path that is not there', '.\\nothing', 'not-found'],
  [
    'a text that is no script',
    'C:\\bin\\text',
    'cannot-execute C:\\bin\\text: it is no program, and has no #! line that names one',
  ],
  ['a batch file with a dot behind is not one that escapes the quoting', 'tool.cmd.', 'not-found'],
])('%s', (_, name, expected) => {
  expect(say(plan([name], FILES))).toBe(expected);
});

test.each([
  ['the current directory is searched when PATH says so', 'here', 'D:\\work\\here.exe', 'C:\\bin;.'],
  ['a relative folder on PATH', 'below', 'D:\\work\\sub\\below.exe', 'sub'],
  ['an empty part of PATH is no folder', 'here', 'not-found', ';C:\\bin;;'],
  ['a folder in quotes', 'quoted', 'C:\\a;b\\quoted.exe', 'C:\\bin;"C:\\a;b"'],
])('%s', (_, name, expected, Path) => {
  expect(say(plan([name], FILES, { environment: { Path } }))).toBe(expected);
});

test('variables are found whatever case their names are in', () => {
  const environment = { Path: undefined, pATH: 'C:\\node', PATHEXT: undefined, PathExt: '.exe' };
  expect(say(plan(['only'], FILES, { environment }))).toBe('C:\\node\\only.exe');
});

test('an extension of PATHEXT that Windows cannot execute is told', () => {
  expect(say(plan(['old'], FILES, { environment: { PATHEXT: '.EXE;.VBS' } }))).toMatch(
    /^cannot-execute C:\\bin\\old\.vbs: it is no program/,
  );
});

test("without PATH Windows' own folder is searched", () => {
  const environment = { Path: undefined };
  expect(say(plan(['system'], FILES, { environment }))).toBe('C:\\Windows\\System32\\system.exe');
  expect(plan(['tool'], FILES, { environment })).toEqual({
    type: 'not-found',
    search: 'C:\\Windows\\System32;C:\\Windows',
  });
});

test('the steps tell the folder and the extension', () => {
  expect(found(plan(['only'], FILES))).toEqual({
    type: 'found',
    file: 'C:\\node\\only.exe',
    argv0: 'only',
    operands: [],
    verbatim: false,
    environment: {},
    steps: [
      { type: 'path', directory: 'C:\\node' },
      { type: 'pathext', extension: '.exe' },
    ],
  });
});
