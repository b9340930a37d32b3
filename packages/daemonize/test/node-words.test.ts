import { expect, test } from 'vitest';
import { nodeWords } from '../src/crew/node-words.ts';

test.each([
  ['server.js', { script: 'server.js', operands: [], flags: [] }],
  ['server.js --port 1 -- x', { script: 'server.js', operands: ['--port', '1', '--', 'x'], flags: [] }],
  ['--enable-source-maps server.js -r', { script: 'server.js', operands: ['-r'], flags: ['--enable-source-maps'] }],
  ['-r a.js --import=b server.js', { script: 'server.js', operands: [], flags: ['-r', 'a.js', '--import=b'] }],
  ['--import b -C x -- -r.js y', { script: '-r.js', operands: ['y'], flags: ['--import', 'b', '-C', 'x'] }],
])('node %s', (words, parts) => {
  expect(nodeWords(words.split(' '))).toEqual(parts);
});

test.each(['', '-e 1', '--eval=1', '--test', '-i', '--', '-r a.js'])('node %s has no script', (words) => {
  expect(() => nodeWords(words.split(' ').filter(Boolean))).toThrow(/needs a script/);
});
