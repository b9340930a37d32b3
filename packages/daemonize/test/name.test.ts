import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameFor } from '../src/name.ts';
import { NAME } from '../src/store/home.ts';

test.each([
  ['node server.js', 'server'],
  ['node --inspect -r dotenv server.mjs --port 80', 'dotenv'],
  ['node --inspect=9229 dist/api.v2.js', 'api.v2'],
  ['/usr/bin/node ./server.test.ts', 'server.test'],
  ['python3.12 -u worker.py', 'worker'],
  ['python3 -m http.server', 'http.server'],
  ['java -jar app.jar', 'app'],
  ['npm run dev', 'dev'],
  ['npm start', 'start'],
  ['pnpm dev', 'dev'],
  ['npm', 'npm'],
  ['redis-server --port 6379', 'redis-server'],
  ['/usr/sbin/nginx -g daemon', 'nginx'],
  ['./run.sh', 'run'],
  ['sleep 1000', 'sleep'],
  ['node', 'node'],
  ['.hidden', 'hidden'],
  ['a@b_c-d.e', 'a@b_c-d'],
  ['über-server', 'ber-server'],
])('%s is called %s', (line, name) => {
  const [program = '', ...operands] = line.split(' ');
  expect(nameFor([program, ...operands])).toBe(name);
});

test.each(['漢字', '---', '/', '..'])('nothing usable is in %s', (program) => {
  expect(nameFor([program])).toBeUndefined();
});

test('a script for the shell gives a name, too', () => {
  expect(nameFor(['sh', '-c', 'sleep 5; echo "done"'])).toBe('sleep-5-echo-done-');
});

test('whatever the command is, the name can be a file name', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('node', 'sh', '-c', 'npm', 'run', '../..', 'A=1'),
  );
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 4 }), (program, operands) => {
      const name = nameFor([program, ...operands]);
      expect(name === undefined || NAME.test(name)).toBe(true);
    }),
  );
});
