import { readOptions } from '@proctools/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startOptions } from '../src/command.ts';
import { entryOptions } from '../src/up/option-values.ts';
import { readJson } from '../src/up/read-json.ts';

const table = entryOptions(startOptions);
const read = (text: string) => readJson(text, table);

/** An entry called api with these properties, written into the text of a file. */
const api = (properties: string): string => `{ "daemons": { "api": { "command": ["node"], ${properties} } } }`;

test('a file as one would write it', () => {
  const { entries, problems } = read(`{
  // which ones, and how
  "$schema": "./daemonize.schema.json",
  "daemons": {
    "web": { "command": "node server.js", "readyTimeout": "5s" },
    "worker@2": { "command": ["node", "", "a b"], },
  },
}`);
  expect(problems).toEqual([]);
  expect(entries).toEqual([
    { name: 'web', command: ['node', 'server.js'], given: new Map([['readyTimeout', ['5s']]]), place: '5:5' },
    { name: 'worker@2', command: ['node', '', 'a b'], given: new Map(), place: '6:5' },
  ]);
});

test.each<[string, string, readonly string[] | undefined]>([
  ['"chdir": "sub"', 'chdir', ['sub']],
  ['"restart": true', 'restart', ['always']],
  ['"restart": false', 'restart', undefined],
  ['"restart": "on-failure"', 'restart', ['on-failure']],
  ['"clearEnv": true', 'clearEnv', []],
  ['"clearEnv": false', 'clearEnv', undefined],
  ['"readyTimeout": 5', 'readyTimeout', ['5']],
  ['"settle": 0.5', 'settle', ['0.5']],
  ['"maxMemory": "300M"', 'maxMemory', ['300M']],
  ['"maxMemory": 1048576', 'maxMemory', ['1048576']],
  ['"maxRestarts": 10', 'maxRestarts', ['10']],
  ['"nice": -5', 'nice', ['-5']],
  ['"stopSignal": 15', 'stopSignal', ['15']],
  ['"umask": "027"', 'umask', ['027']],
  ['"watch": "src"', 'watch', ['src']],
  ['"watch": ["src", "lib"]', 'watch', ['src', 'lib']],
  ['"watch": []', 'watch', []],
  ['"env": { "A": "x y", "B": 1, "C": true, "D": null, "E": "" }', 'env', ['A=x y', 'B=1', 'C=true', 'D', 'E=']],
  ['"env": ["A=1", "B"]', 'env', ['A=1', 'B']],
  ['"limit": { "nofile": 4096, "core": "0:unlimited" }', 'limit', ['nofile=4096', 'core=0:unlimited']],
  ['"health": "exec:true"', 'health', ['exec:true']],
])('%s', (property, key, texts) => {
  const { entries, problems } = read(api(property));
  expect(problems).toEqual([]);
  expect(entries[0]?.given.get(key)).toEqual(texts);
});

const told = (text: string): readonly string[] =>
  read(text).problems.map(({ about, message, place }) => `${place}: ${about}: ${message}`);

test.each<[string, string]>([
  ['"readyTimeout": "soon"', 'readyTimeout: expected a duration such as 250ms, 10s, 5m or 1h, not "soon"'],
  ['"readyTimeout": true', 'readyTimeout: expected a duration such as 250ms, 10s, 5m or 1h, not true'],
  ['"readyTimeout": null', 'readyTimeout: expected a duration such as 250ms, 10s, 5m or 1h, not null'],
  ['"readyTimeout": -1', 'readyTimeout: expected a duration such as 250ms, 10s, 5m or 1h, not -1'],
  ['"readyTimeout": ["1s"]', 'readyTimeout: expected a duration such as 250ms, 10s, 5m or 1h'],
  ['"readyTimout": "1s"', 'readyTimout: there is no such key: did you mean readyTimeout?'],
  ['"ready-timeout": "1s"', 'ready-timeout: there is no such key: did you mean readyTimeout?'],
  ['"Restart": true', 'Restart: there is no such key: did you mean restart?'],
  ['"frobnicate": 1', 'frobnicate: there is no such key'],
  ['"name": "web"', 'name: there is no such key'],
  ['"json": true', 'json: there is no such key'],
  ['"dryRun": true', 'dryRun: there is no such key'],
  ['"__proto__": 1', '__proto__: there is no such key'],
  ['"toString": 1', 'toString: there is no such key'],
  ['"clearEnv": "yes"', 'clearEnv: expected true or false, not "yes"'],
  ['"restart": "never"', 'restart: expected true, false or one of always, on-failure, not "never"'],
  ['"watch": [{ "a": 1, "b": 2 }]', 'watch[0]: expected the path of a directory, or an array of such'],
  ['"umask": 22', 'umask: expected an octal mask such as 022, not 22'],
  ['"stdout": 1', 'stdout: expected the path of a file, not 1'],
  ['"stdout": ""', 'stdout: expected the path of a file, not ""'],
  ['"stdout": "a\\u0000b"', 'stdout: expected the path of a file, not "a\\u0000b"'],
  ['"stdout": "\\ud800"', 'stdout: expected the path of a file, not "\\ud800"'],
  ['"watch": ["src", 1]', 'watch[1]: expected the path of a directory, or an array of such, not 1'],
  ['"chdir": "a", "chdir": "b"', 'chdir: it is there already'],
])('%s is told with its place and its key', (property, message) => {
  const text = api(property);
  const [one = '', ...others] = told(text);
  expect(others).toEqual([]);
  expect(one).toMatch(/^1:\d+: /);
  expect(one.replace(/^1:\d+: /, '')).toBe(`daemons.api.${message}`);
});

test.each([
  '"env": { "A": ["hidden"] }',
  '"env": ["=hidden"]',
  '"env": { "": "hidden" }',
  '"env": { "A=B": "hidden" }',
  '"env": 7',
  '"env": "A=hidden"',
])('%s is told, and no value of a variable is in it', (property) => {
  const [one, ...others] = told(api(property));
  expect(others).toEqual([]);
  expect(one).toMatch(/daemons\.api\.env.*: expected an object, or an array of NAME=VALUE/);
  expect(one).not.toMatch(/hidden|7/);
});

test.each<[string, readonly string[]]>([
  ['{ "daemons": { "api": { } } }', ['1:23: daemons.api: its command is missing']],
  ['{ "daemons": { "api": [] } }', ['1:23: daemons.api: expected an object with a command']],
  [
    '{ "daemons": { "api": { "command": [] } } }',
    ['1:36: daemons.api.command: expected an array of words, or a command line whose quotes are closed'],
  ],
  [
    '{ "daemons": { "api": { "command": ["a", 1] } } }',
    ['1:36: daemons.api.command: expected an array of words, or a command line whose quotes are closed'],
  ],
  [
    '{ "daemons": { "api": { "command": [""] } } }',
    ['1:36: daemons.api.command: expected an array of words, or a command line whose quotes are closed'],
  ],
  [
    '{ "daemons": { "a/b": { "command": "x" } } }',
    [
      '1:16: daemons["a/b"]: expected a name of at most 64 letters, digits and . _ @ - that begins with a letter or digit',
    ],
  ],
  ['{ "daemons": { "a": { "command": "x" }, "a": { "command": "x" } } }', ['1:41: daemons.a: it is there already']],
  ['{ "daemon": {} }', ['1:3: daemon: there is no such key: did you mean daemons?']],
  ['{ "daemons": [] }', ['1:14: daemons: expected an object of daemons by name']],
  ['[]', ['1:1: : expected an object with the key daemons']],
  ['7', ['1:1: : expected an object with the key daemons']],
])('%s', (text, problems) => {
  expect(told(text)).toEqual(problems);
});

test.each<[string, string]>([
  ['', '1:1: : expected a value'],
  ['{', '1:2: : expected a }'],
  ['{ "daemons": }', '1:14: daemons: expected a value'],
  ['{\n  "daemons": {\n    "api": { "command": ["x"] "nice": 5 }\n', '3:31: daemons.api.nice: expected a comma'],
  ["{ 'daemons': {} }", '1:3: : this is neither a string in double quotes, nor a number, nor true, false or null'],
  ['{ "daemons": { "a": "x', '1:21: daemons.a: the string is not closed'],
  ['{ "daemons": {} } x', '1:19: : this is neither a string in double quotes, nor a number, nor true, false or null'],
  ['{ daemons: {} }', '1:3: : this is neither a string in double quotes, nor a number, nor true, false or null'],
])('%j is no JSON, and that is told with its place', (text, message) => {
  expect(told(text)).toEqual([message]);
});

test('all that is wrong is told at once', () => {
  const text =
    '{\n  "daemons": {\n    "a": { "command": 1 },\n    "b": { "command": "x", "nice": 99, "umask": "9" }\n  }\n}';
  expect(told(text)).toEqual([
    expect.stringMatching(/^3:23: daemons\.a\.command: /),
    expect.stringMatching(/^4:36: daemons\.b\.nice: expected a whole number from -20 to 19, not 99$/),
    expect.stringMatching(/^4:49: daemons\.b\.umask: /),
  ]);
});

test('brackets without end are told, too', () => {
  expect(told('['.repeat(200_000))).toEqual(['1:1: : this is nested too deeply']);
});

test('whatever a file says, it is either told or can be read as options', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('5s', '10M', 'TERM', '022', 'on-failure', '3/1m', 'A=1', 'nofile=1', 'exec:true', 7, true),
  );
  const entry = fc.dictionary(fc.constantFrom('command', ...Object.keys(table), 'x'), value, { maxKeys: 4 });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', '/'), fc.oneof(entry, fc.jsonValue())), (daemons) => {
      const { entries, problems } = read(JSON.stringify({ daemons }));
      if (problems.length > 0) return;
      expect(entries.map(({ name }) => name)).toEqual(Object.keys(daemons));
      for (const { command, given } of entries) {
        expect(command[0]).toBeTruthy();
        readOptions(table, given);
      }
    }),
  );
});

test('whatever a text is, what is wrong with it is told, and nothing else happens', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json().map((text) => text.slice(1)),
      ),
      (text) => {
        const { entries, problems } = read(text);
        expect(entries.length === 0 || problems.length === 0).toBe(true);
        for (const { place } of problems) expect(place).toMatch(/^\d+:\d+$/);
      },
    ),
  );
});
