import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { startOptions } from '../src/command.ts';
import { entryOptions } from '../src/up/option-values.ts';
import { readJson } from '../src/up/read-json.ts';
import { schema } from '../src/up/schema.ts';

const table = entryOptions(startOptions);
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

test('every option of start is in it, but for those that concern the call', () => {
  const daemon = JSON.parse(JSON.stringify(schema)).properties.daemons.additionalProperties;
  const { name, ifNotRunning, dryRun, json, ...others } = startOptions;
  expect(new Set(Object.keys(daemon.properties))).toEqual(
    new Set(['command', ...Object.keys(others)].filter((key) => key !== 'foreground')),
  );
});

const COMPLETE = {
  $schema: './daemonize.schema.json',
  daemons: {
    web: { command: 'node server.js', ready: 'port:3000', restart: true, maxMemory: '300M' },
    worker: {
      ...{
        command: ['node', 'worker.js', ''],
        restart: 'on-failure',
        readyTimeout: 5,
        settle: '0',
        stopSignal: 15,
        nice: -5,
      },
      ...{
        env: { A: '1', B: 2, C: true, D: null },
        envFile: ['a.env', 'b.env'],
        limit: { nofile: 4096 },
        clearEnv: false,
      },
      ...{ watch: 'src', maxRestarts: '10/1m', health: 'exec:true', umask: '027', log: 'all.log' },
    },
  },
};

describe.each<[boolean, object]>([
  [true, COMPLETE],
  [true, { daemons: { a: { command: 'x', env: ['A=1'], limit: ['core=0'], maxRestarts: 3 } } }],
  [false, {}],
  [false, { daemons: {}, daemon: {} }],
  [false, { daemons: { a: {} } }],
  [false, { daemons: { a: { command: [] } } }],
  [false, { daemons: { a: { command: 7 } } }],
  [false, { daemons: { 'a/b': { command: 'x' } } }],
  [false, { daemons: { a: { command: 'x', nme: 'b' } } }],
  [false, { daemons: { a: { command: 'x', restart: 'never' } } }],
  [false, { daemons: { a: { command: 'x', clearEnv: 'yes' } } }],
  [false, { daemons: { a: { command: 'x', readyTimeout: true } } }],
  [false, { daemons: { a: { command: 'x', umask: 22 } } }],
  [false, { daemons: { a: { command: 'x', env: { A: [] } } } }],
  [false, { daemons: { a: { command: 'x', limit: 'core=0' } } }],
  [false, { daemons: { a: { command: 'x', stdout: '' } } }],
])('%s for %j', (isValid, content) => {
  test('says the schema', () => {
    expect(validate(content), JSON.stringify(validate.errors)).toBe(isValid);
  });

  test('says up', () => {
    const { entries, problems } = readJson(JSON.stringify(content), table);
    expect(problems.length === 0 && entries.length > 0).toBe(isValid);
  });
});
