import { describe, expect, test } from 'vitest';
import { type SubjectOptions, subjectsOf } from '../src/compare/subject.ts';

const options: SubjectOptions = {
  commandName: [],
  reference: undefined,
  parameter: [],
  shell: { type: 'auto' },
  node: [],
  setup: undefined,
  cleanup: undefined,
  prepare: [],
  conclude: [],
};

const n = { name: 'n', values: ['1', '2'] };

describe('the commands', () => {
  test('a plain line needs no shell, any other gets one whose start is taken off', () => {
    const [plain, piped] = subjectsOf(['node a.js "b c"', 'seq 3 | wc'], options);
    expect(plain).toMatchObject({ words: ['node', 'a.js', 'b c'], shell: undefined });
    expect(piped).toMatchObject({ words: ['sh', '-c', 'seq 3 | wc'], shell: ['sh'] });
  });

  test('with a shell all lines go through it', () => {
    const shell = { type: 'shell', words: ['bash', '--norc'] } as const;
    expect(subjectsOf(['true'], { ...options, shell })[0]?.words).toEqual(['bash', '--norc', '-c', 'true']);
  });

  test('every combination of parameters, with hooks of its own', () => {
    const found = subjectsOf(['a {n}', 'b {n}'], {
      ...options,
      parameter: [n],
      setup: 'make {n}',
      prepare: ['p {n}', 'q {n}'],
      commandName: ['A{n}'],
    });
    expect(found.map(({ name, command, hooks }) => [name, command, hooks.setup, hooks.prepare])).toEqual([
      ['A1', 'a 1', 'make 1', 'p 1'],
      ['A2', 'a 2', 'make 2', 'p 2'],
      ['b 1', 'b 1', 'make 1', 'q 1'],
      ['b 2', 'b 2', 'make 2', 'q 2'],
    ]);
  });

  test('the reference is the first, every Node has its turn, and no name is there twice', () => {
    const found = subjectsOf(['a', 'b'], { ...options, reference: 'a', node: ['n20', 'n22'] });
    expect(found.map(({ name }) => name)).toEqual([
      'a (n20)',
      'a (n22)',
      'a (n20) #2',
      'a (n22) #2',
      'b (n20)',
      'b (n22)',
    ]);
  });

  test.each([
    [['a', ''], {}, 'a command is empty'],
    [['a "b'], {}, 'a quote is not closed in: a "b'],
    [['a | b'], { shell: { type: 'none' } }, 'only a shell understands: a | b'],
    [['a', 'b'], { prepare: ['1', '2', '3'] }, '--prepare is given 3 times for 2 commands'],
    [['a'], { commandName: ['1', '2'] }, '--command-name is given 2 times for 1 command'],
    [['a'], { parameter: [n] }, 'no command has the parameter {n} in it'],
    [['a {n}'], { parameter: [n, n] }, '--parameter n is given twice'],
  ] as const)('%j with %j is refused', (lines, more, message) => {
    expect(() => subjectsOf(lines, { ...options, ...(more as Partial<SubjectOptions>) })).toThrow(message);
  });
});
