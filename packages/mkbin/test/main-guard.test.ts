import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findMainGuards, remedyOf } from '../src/script/main-guard.ts';

const URL_GUARD = 'import.meta.url === pathToFileURL(process.argv[1]).href';

/** Guards that are false through a link, in what surrounds them. */
const BROKEN = [
  `if (${URL_GUARD}) main();`,
  'if (pathToFileURL(process.argv[1]).href === import.meta.url) main();',
  'const isMain = process.argv[1] === fileURLToPath(import.meta.url);',
  'if (import.meta.url === `file://${process.argv[1]}`) {',
  "if (import.meta.url == 'file://' + process.argv[1]) {",
  "if (\n  import.meta.url ===\n  pathToFileURL(path.resolve(process.argv[1] ?? '')).href\n) {",
  'if (process.argv[1] && import.meta.url.endsWith(process.argv[1])) main();',
  "if (process.argv[1]?.endsWith('/hello.js')) main();",
  "if (process.argv[1].endsWith('hello')) main();",
  'const f = () => __filename === process.argv[1]\n',
  'if (!process.argv[1] || fileURLToPath(import.meta.url) !== process.argv[1]) process.exit();',
  'return path.basename(import.meta.filename) == path.basename(process.argv[1]!)',
  "import { argv } from 'node:process';\nif (import.meta.filename === argv[1]) main();",
  'import.meta.url === pathToFileURL(process.argv.at(1)).href && main()',
];

test.each(BROKEN)('%s: one broken guard is found', (text) => {
  const guards = findMainGuards(text, '/src/hello.js');
  expect(guards).toMatchObject([{ isBroken: true }]);
  expect(guards[0]?.text).toMatch(/^(?:import\.meta|process\.argv|pathToFileURL|fileURLToPath|__filename|path\.base)/);
});

test.each([
  'if (import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) main();',
  'if (require.main === module) main();',
  'if (module !== require.main) throw new Error();',
  'if (import.meta.main) main();',
])('%s: a sound guard is found, and called so', (text) => {
  expect(findMainGuards(text, '/src/hello.js')).toMatchObject([{ isBroken: false, isNegated: text.includes('!==') }]);
});

test.each([
  `// if (${URL_GUARD})`,
  `/* ${URL_GUARD} */`,
  `console.log('${URL_GUARD}');`,
  "if (process.argv[1] === 'list') list();",
  "if (process.argv[1].endsWith('gunzip')) unpack();",
  'const file = fileURLToPath(import.meta.url);\nconst [, script] = process.argv;',
  'const url = import.meta.url; const name = process.argv[2];',
])('%s: nothing is found', (text) => {
  expect(findMainGuards(text, '/src/hello.js')).toEqual([]);
});

test('a guard is found where it stands', () => {
  const text = `#!/usr/bin/env node\nimport x from 'y';\n\nif (${URL_GUARD}) x();\n`;
  const [guard] = findMainGuards(text, '/src/hello.js');
  expect(guard).toMatchObject({ line: 4, text: URL_GUARD });
  expect(text.slice(guard?.at, (guard?.at ?? 0) + (guard?.length ?? 0))).toBe(URL_GUARD);
});

/** A program with a guard that prints when it believes to be the one that was run. */
const program = (imports: readonly string[], guard: string): string => {
  const all = ["import { fileURLToPath, pathToFileURL } from 'node:url';", "import path from 'node:path';", ...imports];
  return `${[...new Set(all)].join('\n')}\nif (${guard}) console.log('runs');\n`;
};

test.each([
  URL_GUARD,
  'fileURLToPath(import.meta.url) === process.argv[1]',
  'import.meta.url === `file://${process.argv[1]}`',
  "import.meta.url === pathToFileURL(path.resolve(process.argv[1] ?? '')).href",
])('%s: through a link the program is silent, and speaks with the remedy', (guard) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'proctools-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [script, link] = [path.join(folder, 'script.mjs'), path.join(folder, 'link')];
  symlinkSync(script, link);
  const run = (file: string): string => spawnSync(process.execPath, [file], { encoding: 'utf8' }).stdout;
  writeFileSync(script, program([], guard));
  expect([run(script), run(link)]).toEqual(['runs\n', '']);
  const [found] = findMainGuards(`if (${guard}) main();`, '/src/x.js');
  if (!found) throw new Error('not found');
  const { imports, text } = remedyOf(found, true);
  writeFileSync(script, program(imports, text));
  expect([run(script), run(link)]).toEqual(['runs\n', 'runs\n']);
});

test.each([
  ['__filename === process.argv[1]', false, 'require.main === module'],
  ["process.argv[1]?.endsWith('x.js')", false, 'require.main === module'],
  ['__filename !== process.argv[1]', true, 'require.main !== module'],
  ["process.argv[1].endsWith('x.js')", true, 'fileURLToPath(import.meta.url) === realpathSync(process.argv[1])'],
])('the remedy of %s', (guard, isModule, mended) => {
  const [found] = findMainGuards(`if (${guard}) main();`, '/src/x.js');
  if (!found) throw new Error('not found');
  expect(remedyOf(found, isModule).text).toBe(mended);
});
