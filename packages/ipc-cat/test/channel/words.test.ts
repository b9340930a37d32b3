import { expect, test } from 'vitest';
import { withCommandMarked } from '../../src/channel/words.ts';
import { options } from '../../src/command.ts';

/** With a channel; what becomes of it when it is not as it was. */
const CASES: readonly (readonly [string, string?])[] = [
  ['-v --script ./w.sh -x', '-v --script -- ./w.sh -x'],
  ['--script -- ./w.sh -x'],
  ['--script'],
  ['--tap log --script ./w.sh --tap', '--tap log --script -- ./w.sh --tap'],
  ['--count 3 --script ./w.sh', '--count 3 --script -- ./w.sh'],
  ['-n 3 --script ./w.sh', '-n 3 --script -- ./w.sh'],
  ['-vn 3 --script ./w.sh', '-vn 3 --script -- ./w.sh'],
  ['--tee --script fork:x'],
  ['-- --script x'],
  ['unix:/x --script'],
  ['--tap log worker.js -x', '--tap log -- worker.js -x'],
  ['--tap=log --json worker.js -x', '--tap=log --json -- worker.js -x'],
  ['--tap log -- --inspect worker.js'],
  ['--tap log fork:worker.js --strict'],
  ['--tap log parent: --count 1'],
  ['--tap log - fork:worker.js'],
  ['--reconnect --tap log worker.js', '--reconnect --tap log -- worker.js'],
  ['fork:worker.js --tap log'],
  [''],
];

const wordsOf = (line: string | undefined = ''): readonly string[] => line.split(' ').filter(Boolean);

test.each(CASES)('%s', (line, marked) => {
  expect(withCommandMarked(wordsOf(line), options, true)).toEqual(wordsOf(marked ?? line));
});

test('without a channel there is nothing to sit in', () => {
  const words = ['--tap', 'log', 'worker.js', '-x'];
  expect(withCommandMarked(words, options, false)).toEqual(words);
});
