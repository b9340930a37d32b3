// Stock yargs 18 costs 44 ms of CPU at start (Node 20), and 19 of them buy nothing on the way we go:
// it loads string-width twice, whose `new Intl.Segmenter()` costs 8 ms at module level and whose
// literal /^\p{RGI_Emoji}$/v costs 10 ms because V8 checks it while parsing the file; node:assert
// costs 1.7 ms, and touching process.stdout for its columns 1.6 ms. Each is put off until it is used.
// A text that is not found fails the build: yargs has changed, and this file has to follow.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin, PluginBuild } from 'esbuild';

type Replacement = readonly [text: string, replacement: string];

const PRINTABLE = '/^[\\x20-\\x7e]*$/';

const SHIM: readonly Replacement[] = [
  // The shim shadows `require`; with that name free, esbuild bundles the lazy requires below.
  ['const require = createRequire(import.meta.url);', 'const nodeRequire = createRequire(import.meta.url);'],
  ['\n  require,\n', '\n  require: nodeRequire,\n'],
  [
    "import stringWidth from 'string-width';",
    `const stringWidth = (text) => (${PRINTABLE}.test(text) ? text.length : require('string-width').default(text));`,
  ],
  ["import cliui from 'cliui'", "const cliui = (options) => require('cliui').default(options);"],
  [
    "import { notStrictEqual, strictEqual } from 'assert'",
    `const notStrictEqual = (a, b, m) => { if (Object.is(a, b)) require('assert').notStrictEqual(a, b, m); };
     const strictEqual = (a, b, m) => { if (!Object.is(a, b)) require('assert').strictEqual(a, b, m); };`,
  ],
  [
    "stdColumns: typeof process.stdout.columns !== 'undefined' ? process.stdout.columns : null",
    'get stdColumns() { return process.stdout.columns ?? null; }',
  ],
];

// Only for configuration files in JavaScript, which we have none of; node:module brings the ESM loader, 1 ms.
const PARSER: readonly Replacement[] = [
  ["import { createRequire } from 'node:module';", 'const createRequire = undefined;'],
];

const WIDTH_ON_DEMAND = `export default (text, options) =>
  typeof text === 'string' && ${PRINTABLE}.test(text) ? text.length : require('string-width').default(text, options);`;

/** Puts each replacement in its place; throws when a text has moved. */
export const patch = (source: string, replacements: readonly Replacement[]): string =>
  replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`lean-yargs: yargs has changed, this is gone: ${from.trim()}`);
    return text.replace(from, () => to);
  }, source);

const patchFile = (build: PluginBuild, filter: RegExp, replacements: readonly Replacement[]): void =>
  build.onLoad({ filter }, async (file) => ({
    contents: patch(await readFile(file.path, 'utf8'), replacements),
    loader: 'js',
    resolveDir: path.dirname(file.path),
  }));

/** An esbuild plugin that lets a bundle with yargs start in 25 ms of CPU instead of 44. */
export const leanYargs = (): Plugin => ({
  name: 'lean-yargs',
  setup: (build) => {
    patchFile(build, /[\\/]yargs[\\/]lib[\\/]platform-shims[\\/]esm\.mjs$/, SHIM);
    patchFile(build, /[\\/]yargs-parser[\\/]build[\\/]lib[\\/]index\.js$/, PARSER);
    // cliui and wrap-ansi import string-width statically; they get a wrapper that loads the real one on demand.
    build.onResolve({ filter: /^string-width$/ }, (wanted) =>
      wanted.kind === 'import-statement' && /[\\/](?:cliui|wrap-ansi)[\\/]/.test(wanted.importer)
        ? { path: 'string-width', namespace: 'on-demand', pluginData: path.dirname(wanted.importer) }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'on-demand' }, (file) => ({
      contents: WIDTH_ON_DEMAND,
      loader: 'js',
      resolveDir: file.pluginData,
    }));
  },
});
