import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory, type Literal, link } from '../../../test/rig/files.ts';
import { bundle } from '../src/forms/bundle.ts';
import { settleGuards } from '../src/forms/bundling/settle-guards.ts';
import type { Product, Request } from '../src/forms/product.ts';
import { requestFor } from './requests.ts';

const GUARD = 'import.meta.url === pathToFileURL(process.argv[1]).href';

/** Bundles a file of a folder of its own. */
const bundled = (files: Literal, name: string, more: Partial<Request> = {}): Promise<Product> =>
  bundle(requestFor(path.join(directory(files), name), more));

/** Puts what was made into a folder where nothing else is, and runs it there by `before`. */
const run = (
  { entries }: Product,
  operands: readonly string[] = [],
  before: (folder: string) => string = (folder) => path.join(folder, 'hello'),
): string => {
  const folder = directory();
  for (const entry of entries) {
    if (entry.type === 'link') throw new Error('a bundle is no link');
    writeFileSync(path.join(folder, entry.name), entry.bytes, { mode: entry.mode });
    chmodSync(path.join(folder, entry.name), entry.mode);
  }
  const env = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` };
  const { error, stderr, stdout } = spawnSync(before(folder), operands, { encoding: 'utf8', env });
  if (error) throw error;
  return stdout + stderr;
};

const PACKAGES: Literal = {
  'node_modules/of-cjs/package.json': '{ "main": "main.js" }',
  'node_modules/of-cjs/main.js': `const os = require('os'); exports.cjs = typeof os.cpus; if (require.main === module) console.log('WRONG');`,
  'node_modules/of-esm/package.json': '{ "type": "module", "exports": "./main.js" }',
  'node_modules/of-esm/main.js': `export const esm = 'esm'; if (import.meta.main) console.log('WRONG');`,
};

const TYPESCRIPT = `#!/usr/bin/env node
import { pathToFileURL } from 'node:url';
import { cjs } from 'of-cjs';
import { esm } from 'of-esm';
import { own } from './own.ts';
enum Level { Low = 3 }
class Point { constructor(readonly x: number) {} }
const main = (words: readonly string[]): void => console.log(cjs, esm, own, Level.Low, new Point(1).x, ...words);
if (import.meta.url === pathToFileURL(process.argv[1]!).href) main(process.argv.slice(2));
`;

test('a TypeScript program with packages of both kinds is one file, and runs where nothing else is', async () => {
  const files = { ...PACKAGES, 'hello.ts': TYPESCRIPT, 'own.ts': `export const own: string = 'own';` };
  const product = await bundled(files, 'hello.ts');
  expect(product).toMatchObject({ form: 'bundle', edits: [], notes: [], entries: [{ name: 'hello', mode: 0o755 }] });
  expect(run(product, ['a b', '*'])).toBe('function esm own 3 1 a b *\n');
});

test.each([
  [
    'an ES module',
    'hello.mjs',
    `import { pathToFileURL } from 'node:url';\nimport './own.mjs';\nif (${GUARD}) console.log('main');`,
    'own.mjs',
  ],
  [
    'an ES module by its own word',
    'hello.mjs',
    `import './own.mjs';\nif (import.meta.main) console.log('main');`,
    'own.mjs',
  ],
  ['CommonJS', 'hello.cjs', `require('./own.cjs');\nif (require.main === module) console.log('main');`, 'own.cjs'],
])('%s knows that it is the one that was run, and what it imports that it is not', async (_, name, text, own) => {
  const files = { [name]: text, [own]: text.replace(/.*own.*\n/, '').replace("'main'", "'WRONG'") };
  const product = await bundled(files, name);
  expect(run(product)).toBe('main\n');
  const linked = (folder: string): string => {
    const file = path.join(folder, 'linked');
    spawnSync('ln', ['-s', 'hello', file]);
    return file;
  };
  expect(run(product, [], linked)).toBe('main\n');
});

test('questions are answered where they stand, and nothing else changes', () => {
  const text = `a();\nif (\n  ${GUARD}\n) b();\nif (require.main !== module) c('import.meta.main');\n`;
  expect(settleGuards(text, '/a.js', true)).toBe(`a();\nif (\n  true\n) b();\nif (false) c('import.meta.main');\n`);
  expect(settleGuards(text, '/a.js', false)).toBe(`a();\nif (\n  false\n) b();\nif (true) c('import.meta.main');\n`);
  expect(settleGuards(`if (import.meta.url ===\n  pathToFileURL(process.argv[1]).href) x;\ny`, '/a.js', true)).toBe(
    'if (true\n) x;\ny',
  );
});

test('a program that asks how it was called, goes on to ask', async () => {
  const text = `if (process.argv[1].endsWith('gunzip')) console.log('unpacks'); else console.log('packs');`;
  expect(run(await bundled({ 'hello.cjs': text }, 'hello.cjs'))).toBe('packs\n');
});

test('a program that awaits at its top level stays an ES module, its packages can require and know where they lie', async () => {
  const product = await bundled(
    {
      ...PACKAGES,
      'hello.mjs': `import 'of-esm';\nimport found from 'asks';\nconsole.log(await Promise.resolve(found), import.meta.resolve('node:fs'));`,
      'node_modules/asks/package.json': '{ "main": "main.js" }',
      'node_modules/asks/main.js': `module.exports = require('path').basename(__filename);`,
    },
    'hello.mjs',
  );
  expect(run(product)).toBe('hello node:fs\n');
});

test('a program that makes itself a require keeps it', async () => {
  const text = `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nawait 1;\nconsole.log(require('node:path').sep);`;
  expect(run(await bundled({ 'hello.mjs': text }, 'hello.mjs'))).toBe('/\n');
});

test('options for Node and a pinned Node come into its first lines', async () => {
  const product = await bundled({ 'hello.mjs': 'console.log(process.execArgv.join());' }, 'hello.mjs', {
    node: { type: 'pin', file: process.execPath },
    nodeOptions: ['--no-warnings', '--stack-size=900'],
  });
  expect(run(product)).toBe('--no-warnings,--stack-size=900\n');
});

test('JSX, JSON and texts are taken along', async () => {
  const files = {
    'hello.tsx': `import data from './data.json';\nconst React = { createElement: (name: string) => name };\nconsole.log(<b />, data.n);`,
    'data.json': '{ "n": 7 }',
  };
  expect(run(await bundled(files, 'hello.tsx'))).toBe('b 7\n');
});

test.each([
  ['a byte order mark', '\ufeff#!/usr/bin/env node\nconsole.log("ran");'],
  ['a blank line', '\n\n#!/usr/bin/env node\nconsole.log("ran");'],
  ['carriage returns', '#!/usr/bin/env node\r\nconsole.log("ran");\r\n'],
  ['a runner of TypeScript', '#!/usr/bin/env -S npx tsx\nconsole.log("ran");'],
])('%s at the beginning of the script is no hindrance', async (what, text) => {
  const name = what.includes('TypeScript') ? 'hello.ts' : 'hello.js';
  const request = { ...(what.includes('TypeScript') && { interpreter: { program: 'tsx', options: [] } }) };
  expect(run(await bundled({ [name]: text }, name, request))).toBe('ran\n');
});

test('through a link, the imports of the script are found beside the script', async () => {
  const files = {
    'bin/linked.mjs': link('../src/hello.mjs'),
    'src/hello.mjs': `import './own.mjs';`,
    'src/own.mjs': 'console.log("own");',
  };
  expect(run(await bundled(files, 'bin/linked.mjs'))).toBe('own\n');
});

test('what is loaded by a name that only turns up later is told, and where', async () => {
  const text = `const name = process.argv[2];\n\nimport(name);\nrequire(name);\n`;
  const { notes } = await bundled({ 'hello.cjs': text }, 'hello.cjs');
  expect(notes).toMatchObject([{ type: 'loads-later', places: [{ line: 3 }, { line: 4 }] }]);
});

test('what looks for files beside itself is told, and a main guard is no such thing', async () => {
  const text = `import { readFileSync } from 'node:fs';\nimport { pathToFileURL } from 'node:url';\nreadFileSync(new URL('./x', import.meta.url));\nif (${GUARD}) x();\n`;
  const { notes } = await bundled({ 'hello.mjs': text }, 'hello.mjs');
  expect(notes).toMatchObject([
    { type: 'looks-beside', places: [{ file: expect.stringMatching(/hello\.mjs$/), line: 3 }] },
  ]);
});

test.each([
  [
    'lies beside it',
    {
      'hello.cjs': `require('addon');`,
      'node_modules/addon/index.js': `require('./build/addon.node');`,
      'node_modules/addon/build/addon.node': '',
    },
  ],
  [
    'is looked for',
    {
      'hello.cjs': `require('addon');`,
      'node_modules/addon/index.js': `require('bindings')('x');`,
      'node_modules/bindings/index.js': 'module.exports = () => {};',
    },
  ],
])('a package whose compiled part %s is refused, by its name', async (_, files) => {
  await expect(bundled(files, 'hello.cjs')).rejects.toMatchObject({
    code: 1,
    message: expect.stringMatching(/^cannot bundle .*hello\.cjs: addon has a compiled part$/),
    hint: expect.stringContaining('--link'),
  });
});

test.each([
  [
    'a package that is not there',
    `import 'no-such-package';`,
    /hello\.mjs:1: Could not resolve "no-such-package"/,
    /npm install no-such-package/,
  ],
  ['what cannot be read', 'const = 3;', /hello\.mjs:1: Expected identifier/, undefined],
])('%s is a sentence that says where', async (_, text, message, hint) => {
  const failure = await bundled({ 'hello.mjs': text }, 'hello.mjs').catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 1,
    message: expect.stringMatching(message),
    hint: hint ? expect.stringMatching(hint) : undefined,
  });
});

test('what is not for Node is refused', async () => {
  await expect(bundled({ 'hello.py': 'print(1)' }, 'hello.py')).rejects.toMatchObject({
    code: 1,
    message: expect.stringContaining('--bundle is for JavaScript'),
  });
});
