import { isName } from '@proctools/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameFor } from '../src/name.ts';

const CWD = '/home/me/my-app';

test.each([
  ['node server.js', 'server'],
  ['node --inspect -r dotenv server.mjs --port 80', 'server'],
  ['node --import ./loader.mjs server.mjs', 'server'],
  ['node --env-file .env app.js', 'app'],
  ['node server.js -p 80 -e production -c x', 'server'],
  ['node --inspect=9229 dist/api.v2.js', 'api.v2'],
  ['/usr/bin/node ./server.test.ts', 'server.test'],
  ['python3.12 -u worker.py', 'worker'],
  ['python3 -m http.server', 'http.server'],
  ['java -jar app.jar', 'app'],
  ['npm run dev', 'my-app'],
  ['npm start', 'my-app'],
  ['pnpm dev', 'my-app'],
  ['yarn workspace api start', 'my-app'],
  ['/usr/local/bin/npm', 'my-app'],
  ['bash -c true', 'bash'],
  ['sh -ec true', 'sh'],
  ['node -e 1', 'node'],
  ['env node server.js', 'server'],
  ['/usr/bin/env -i -u HOME -C /srv A=1 node -r dotenv server.js', 'server'],
  ['env npm start', 'my-app'],
  ['env redis-server', 'redis-server'],
  ['env', 'env'],
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
  expect(nameFor([program, ...operands], CWD)).toBe(name);
});

test.each(['漢字', '---', '/', '..'])('nothing usable is in %s', (program) => {
  expect(nameFor([program], CWD)).toBeUndefined();
});

test('the text of a script gives no name', () => {
  expect(nameFor(['sh', '-c', 'sleep 5; echo "done"'], CWD)).toBe('sh');
  expect(nameFor(['node', '--eval', 'setInterval(() => {}, 1000)'], CWD)).toBe('node');
});

test('npm in the root directory gives no name', () => {
  expect(nameFor(['npm', 'start'], '/')).toBeUndefined();
});

test('whatever the command is, the name can be a file name', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('node', 'sh', '-c', 'env', 'npm', 'run', '../..', 'A=1'),
  );
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 4 }), word, (program, operands, folder) => {
      const name = nameFor([program, ...operands], `/${folder}`);
      expect(name === undefined || isName(name)).toBe(true);
    }),
  );
});
