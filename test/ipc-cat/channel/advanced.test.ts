import { expect, test } from 'vitest';
import { scene } from '../../rig/scene.ts';

const cat = (script: string, stdin: string, ...options: readonly string[]) =>
  scene({ 'worker.js': script }).tool('ipc-cat', [...options, '--serialization', 'advanced', 'fork:worker.js'], {
    stdin,
  });

const ECHO = "process.on('message', (m) => process.send(m));";

/** Each kind, as it is written. Of errors Node hands over the message, the stack and the cause. */
const KINDS: readonly string[] = [
  'null',
  '"text"',
  '{"$undefined":true}',
  '{"$number":"NaN"}',
  '[{"$number":"Infinity"},{"$number":"-Infinity"},{"$number":"-0"}]',
  '{"$bigint":"-12345678901234567890"}',
  '{"$date":"2026-01-02T03:04:05.006Z"}',
  '{"$date":null}',
  '{"$regexp":{"source":"a.b","flags":"gi"}}',
  '{"$map":[[{"a":1},{"$set":[1,{"$undefined":true}]}]]}',
  '{"$bytes":"AAEC"}',
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'DataView'].map((name) => `{"$view":"${name}","$base64":"AAEC"}`),
  ...['Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'].map(
    (name) => `{"$view":"${name}","$base64":"AAECAw=="}`,
  ),
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'].map(
    (name) => `{"$view":"${name}","$base64":"AAAAAAAA8D8="}`,
  ),
  '{"$arraybuffer":"AAEC"}',
  '{"$boxed":1}',
  '{"$boxed":"text"}',
  '{"$boxed":true}',
  '{"$boxed":{"$bigint":"1"}}',
  '{"$sparse":[[1,2]],"$length":3}',
  '{"$id":1,"self":{"$ref":1}}',
  '{"$id":1,"$map":[["all",{"$ref":1}]]}',
  '[{"$id":1,"shared":true},{"$ref":1}]',
  '{"$$map":1,"$$$":2}',
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'EvalError', 'ReferenceError', 'URIError'].map(
    (name) => `{"$error":{"name":"${name}","message":"m","stack":"s","cause":{"$bigint":"1"}}}`,
  ),
];

test('every kind of value goes to a child and back', async () => {
  const lines = KINDS.map((kind) => `[${kind}]`); // Node refuses to send some of them alone
  const { code, stderr, stdout } = await cat(ECHO, `${lines.join('\n')}\n`);
  expect({ code, stderr, said: stdout.split('\n') }).toEqual({ code: 0, stderr: '', said: [...lines, ''] });
});

const LOOKS = `
const assert = require('node:assert');
const cycle = { map: new Map() };
cycle.map.set(cycle, cycle);
const expected = [new Map([['a', 1n]]), Buffer.from([0, 1]), new Float64Array([1, NaN]), cycle, [undefined, -0], Object(1n), new TypeError('m', { cause: 'c' })];
let count = 0;
process.on('message', (value) => { assert.deepStrictEqual(value, expected[count]); count += 1; });
process.on('disconnect', () => { process.exitCode = count; });`;

test('the child has the values themselves', async () => {
  const lines = [
    '{"$map":[["a",{"$bigint":"1"}]]}',
    '{"$bytes":"AAE="}',
    '{"$view":"Float64Array","$base64":"AAAAAAAA8D8AAAAAAAD4fw=="}',
    '{"$id":1,"map":{"$map":[[{"$ref":1},{"$ref":1}]]}}',
    '[{"$undefined":true},{"$number":"-0"}]',
    '{"$boxed":{"$bigint":"1"}}',
    '{"$error":{"name":"TypeError","message":"m","cause":"c"}}',
  ];
  expect(await cat(LOOKS, lines.join('\n'))).toMatchObject({ code: 7, stderr: '' });
});

test('what stands for no value, or is kept by Node, is told and left out', async () => {
  const { stderr, stdout } = await cat(ECHO, '1\n{"$map":7}\n{"$other":1}\n{"cmd":"NODE_x"}\n2\n');
  expect(stdout).toBe('1\n2\n');
  expect(stderr.match(/left out/g)).toHaveLength(3);
});

test('a child that writes garbage is told, and the rest is read', async () => {
  const garbage =
    "require('node:fs').writeSync(3, Buffer.from([0, 0, 0, 3, 1, 2, 3])); process.send([1n]); process.send('x'.repeat(3000))";
  const { stderr, stdout } = await cat(garbage, '', '--from-first', '--max-frame', '2k');
  expect(stdout).toBe('[{"$bigint":"1"}]\n');
  expect(stderr).toContain('a message (3 bytes) is not a serialized value, or none that can be told: left out');
  expect(stderr).toContain('is longer than --max-frame allows');
});

test('a value that may be too deep to be told does not end the run', async () => {
  const deep = 'let deep = []; for (let i = 0; i < 2_000; i += 1) deep = [deep]; process.send(deep); process.send(1)';
  const { stdout } = await cat(deep, '', '--from-first');
  expect(stdout.endsWith('1\n')).toBe(true);
});
