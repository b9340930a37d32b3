import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignmentsOf, readParameter, withValues } from '../src/compare/parameters.ts';
import { withParameters } from '../src/compare/spelling.ts';

describe('a parameter', () => {
  test.each([
    ['n=1,2,4', ['1', '2', '4']],
    ['n=a', ['a']],
    ['n=', ['']],
    ['n=,x', ['', 'x']],
    ['n=a\\,b,c', ['a,b', 'c']],
    ['n=1..4', ['1', '2', '3', '4']],
    ['n=4..1/-1', ['4', '3', '2', '1']],
    ['n=0..1/0.25', ['0.00', '0.25', '0.50', '0.75', '1.00']],
    ['n=0.1..0.4/0.1', ['0.1', '0.2', '0.3', '0.4']],
    ['n=-2..2/2', ['-2', '0', '2']],
    ['n=10..50/20', ['10', '30', '50']],
    ['n=a..b', ['a..b']],
    ['n=x=y', ['x=y']],
  ])('%s takes these values', (text, values) => {
    expect(readParameter(text)).toEqual({ name: 'n', values });
  });

  test.each(['n', '=1', '1=2', 'n=4..1', 'n=1..9/0', 'n=0..1000000', ''])('%s is none', (text) => {
    expect(readParameter(text)).toBeUndefined();
  });

  test('a range has as many values as its steps, the first and no more than the last', () => {
    const number = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(number, fc.nat({ max: 99 }), fc.integer({ min: 1, max: 50 }), (from, steps, by) => {
        const to = from + steps * by;
        const values = readParameter(`n=${from}..${to}/${by}`)?.values ?? [];
        expect(values.length).toBe(steps + 1);
        expect(values.map(Number)).toEqual(Array.from({ length: steps + 1 }, (_, index) => from + index * by));
      }),
    );
  });

  test('all combinations, the last parameter first', () => {
    const parameters = [
      { name: 'a', values: ['1', '2'] },
      { name: 'b', values: ['x', 'y'] },
    ];
    expect(assignmentsOf(parameters)).toEqual([
      { a: '1', b: 'x' },
      { a: '1', b: 'y' },
      { a: '2', b: 'x' },
      { a: '2', b: 'y' },
    ]);
    expect(assignmentsOf([])).toEqual([{}]);
  });

  test('its value stands for its name in braces, and no other braces', () => {
    expect(withValues('seq {n} {n} {m} {} ${n}', { n: '5' })).toBe('seq 5 5 {m} {} $5');
    expect(withValues('a {n}', { n: '{m}', m: 'no' })).toBe('a {m}');
  });
});

describe('a command line', () => {
  test.each([
    [
      ['-L', 'n', '1,2', 'x {n}'],
      ['--parameter=n=1,2', 'x {n}'],
    ],
    [
      ['--parameter-list', 'n', '1,2', 'x'],
      ['--parameter=n=1,2', 'x'],
    ],
    [
      ['-P', 'n', '1', '9', '-D', '2', 'x'],
      ['--parameter=n=1..9/2', 'x'],
    ],
    [
      ['-D', '2', '--parameter-scan', 'n', '1', '9', 'x'],
      ['--parameter=n=1..9/2', 'x'],
    ],
    [
      ['--parameter', 'n', '1', '2', '4', 'x {n}'],
      ['--parameter=n=1,2,4', 'x {n}'],
    ],
    [
      ['--parameter', 'n', '-1', 'a,b', '--runs', '3', 'x{n}'],
      ['--parameter=n=-1,a\\,b', '--runs', '3', 'x{n}'],
    ],
    [
      ['--parameter', 'n=1,2', 'x'],
      ['--parameter', 'n=1,2', 'x'],
    ],
    [
      ['run', 'x', '--', '-L', 'n', '1'],
      ['run', 'x', '--', '-L', 'n', '1'],
    ],
  ])('%j is read as %j', (typed, spelled) => {
    expect(withParameters(typed)).toEqual(spelled);
  });

  test.each([[['-L', 'n']], [['-P', 'n', '1']], [['x', '-D']]])('%j lacks a word', (typed) => {
    expect(() => withParameters(typed)).toThrow(/needs/);
  });
});
