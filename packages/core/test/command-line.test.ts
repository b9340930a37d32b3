import path from 'node:path';
import { expect, test } from 'vitest';
import { directory, executable, link } from '../../../test/rig/files.ts';
import { resolveCommand } from '../src/process/command-line.ts';

const SCRIPT = executable('#!/bin/sh\n');

/** PATH is written with the folders' names; `@` is the place where they lie, and `cwd` is in `here`. */
const TABLE: readonly (readonly [title: string, name: string, search: string | undefined, expected: string])[] = [
  ['a name on PATH', 'tool', 'bin', 'found bin/tool'],
  ['the first on PATH', 'tool', 'empty:bin:more', 'found bin/tool'],
  ['a folder that is not there', 'tool', 'nowhere:more', 'found more/tool'],
  ['a file in PATH', 'tool', 'bin/tool:more', 'found more/tool'],
  ['one that is not executable is passed over', 'tool', 'plain:bin', 'found bin/tool'],
  ['nothing but one that is not executable', 'tool', 'plain:empty', 'cannot-execute plain/tool: it is not executable'],
  ['a folder of that name is passed over', 'tool', 'folder:more', 'found more/tool'],
  ['a path from where it runs', './tool', 'bin', 'found here/tool'],
  ['a path to somewhere else', '../bin/tool', '', 'found bin/tool'],
  ['an empty part of PATH is where it runs', 'tool', ':bin', 'found here/tool'],
  ['an empty PATH is where it runs', 'tool', '', 'found here/tool'],
  ['a dot in PATH', 'tool', '.', 'found here/tool'],
  ['a relative part of PATH is looked for from where it runs', 'tool', './sub', 'found here/sub/tool'],
  ['a link', 'linked', 'bin', 'found bin/linked'],
  ['a link to nothing', 'dangling', 'bin', 'not-found'],
  ['a loop of links', 'loop', 'bin', 'not-found'],
  ['nothing', 'nothing', 'bin:more', 'not-found'],
  ['an empty name', '', 'bin', 'not-found'],
  ['a path that is not there', './nothing', 'bin', 'not-found'],
  ['a path through a file', './tool/x', 'bin', 'not-found'],
  ['a folder', './sub', 'bin', 'cannot-execute here/sub: it is a directory'],
  ['a script for nobody', 'orphan', 'bin', 'cannot-execute bin/orphan: its interpreter /no/such/shell does not exist'],
  ['a script of Windows', 'dos', 'bin', 'cannot-execute bin/dos: its interpreter /bin/sh\\r does not exist'],
  ['a script with blanks before its interpreter', 'blanks', 'bin', 'found bin/blanks'],
  ['an empty file', 'void', 'bin', 'found bin/void'],
];

test.each(TABLE)('%s', (_, name, search, expected) => {
  const root = directory({
    ...{
      'bin/tool': SCRIPT,
      'more/tool': SCRIPT,
      'here/tool': SCRIPT,
      'here/sub/tool': SCRIPT,
      'plain/tool': '#!/bin/sh',
    },
    ...{ 'folder/tool/': '', 'empty/': '', 'bin/linked': link('../more/tool'), 'bin/dangling': link('nowhere') },
    ...{ 'bin/loop': link('loop'), 'bin/orphan': executable('#!/no/such/shell -e\n'), 'bin/void': executable('') },
    ...{ 'bin/dos': executable('#!/bin/sh\r\necho\r\n'), 'bin/blanks': executable('#! /bin/sh -e\n') },
  });
  const absolute = (part: string): string => (/^(?:|\..*)$/.test(part) ? part : path.join(root, part));
  const found = resolveCommand(name, search?.split(':').map(absolute).join(':'), path.join(root, 'here'));
  const said =
    found.type === 'not-found'
      ? found.type
      : `${found.type} ${path.relative(root, found.file)}${'reason' in found ? `: ${found.reason}` : ''}`;
  expect(said).toBe(expected);
});

test("without PATH the system's folders are searched", () => {
  expect(resolveCommand('sh', undefined, '/')).toMatchObject({
    type: 'found',
    file: expect.stringMatching(/\/bin\/sh$/),
  });
});

test('a name that is a path of root is taken as it is', () => {
  expect(resolveCommand('/bin/sh', '/nowhere', '/')).toEqual({ type: 'found', file: '/bin/sh' });
});
