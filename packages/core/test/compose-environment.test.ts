import { expect, test } from 'vitest';
import { composeEnvironment } from '../src/process/compose-environment.ts';

const caller = { A: 'caller', B: 'caller', HOME: '/root' };

test.each([
  ['nothing said', [], false, [], caller],
  ['an assignment', ['A=1'], false, [], { ...caller, A: '1' }],
  ['an assignment of nothing', ['A='], false, [], { ...caller, A: '' }],
  ['a value with = in it', ['A=b=c'], false, [], { ...caller, A: 'b=c' }],
  ['the last one counts', ['A=1', 'A=2'], false, [], { ...caller, A: '2' }],
  ['a file', [], false, [{ A: 'file', C: 'x y' }], { ...caller, A: 'file', C: 'x y' }],
  ['files in their order', [], false, [{ A: '1', B: '1' }, { A: '2' }], { ...caller, A: '2', B: '1' }],
  ['an assignment over a file', ['A=1'], false, [{ A: 'file' }], { ...caller, A: '1' }],
  ['--clear-env', [], true, [], {}],
  ['--clear-env and more', ['A', 'C=3', 'MISSING'], true, [{ B: 'file' }], { A: 'caller', B: 'file', C: '3' }],
  ['names that every object knows', ['toString', 'constructor', '__proto__'], true, [], {}],
  ['a bare name over a file', ['A'], false, [{ A: 'file' }], caller],
] as const)('the environment: %s', (_, assignments, clearEnv, files, expected) => {
  expect(composeEnvironment({ caller, assignments, clearEnv, files })).toEqual(expected);
});
