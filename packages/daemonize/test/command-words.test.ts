import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandWords } from '../src/up/command-words.ts';

const sh = (line: string): readonly string[] => ['/bin/sh', '-c', line];

test.each<[string, readonly string[] | undefined]>([
  ['node server.js', ['node', 'server.js']],
  ['  node\tserver.js  ', ['node', 'server.js']],
  ['./server --port=80 007', ['./server', '--port=80', '007']],
  [`say "light blue" '' 'a "b"'c`, ['say', 'light blue', '', 'a "b"c']],
  [`node -e 'setInterval(() => {}, 1); $x'`, ['node', '-e', 'setInterval(() => {}, 1); $x']],
  ['"/opt/my app/run" x', ['/opt/my app/run', 'x']],
  // What only a shell understands. Where it is one command, no shell stays.
  ['puma -p $PORT', sh('exec puma -p $PORT')],
  ['puma -p ${PORT:-3000} >all.log 2>&1', sh('exec puma -p ${PORT:-3000} >all.log 2>&1')],
  ['puma -p "$PORT" 2>&1', sh('exec puma -p "$PORT" 2>&1')],
  ['RAILS_ENV=production puma', sh('RAILS_ENV=production exec puma')],
  [`A=1 B="x y" C='z' ./run $PORT`, sh(`A=1 B="x y" C='z' exec ./run $PORT`)],
  ['exec puma', sh('exec puma')],
  ['exec puma -p $PORT', sh('exec puma -p $PORT')],
  ['A=1 exec puma', sh('A=1 exec puma')],
  ['. ./environment && puma', sh('. ./environment && puma')],
  ['cd app && puma', sh('cd app && puma')],
  ['while true; do date; done', sh('while true; do date; done')],
  ['say "a; b" $X', sh('exec say "a; b" $X')],
  ['a $(b)', sh('a $(b)')],
  ['a `b`', sh('a `b`')],
  ['a | b', sh('a | b')],
  ['a & b', sh('a & b')],
  ['$COMMAND x', sh('$COMMAND x')],
  ['"$HOME/run" x', sh('"$HOME/run" x')],
  ['ls *.js', sh('exec ls *.js')],
  ['~/run', sh('~/run')],
  ['it\\ is', sh('it\\ is')],
  ['a # b', sh('exec a # b')],
  ['', undefined],
  ['   ', undefined],
  [`""`, undefined],
  [`it's`, undefined],
  ['say "hello', undefined],
])('%j', (line, words) => {
  expect(commandWords(line)).toEqual(words);
});

test('what is taken apart here is taken apart as a shell would', () => {
  const part = fc.constantFrom('a', ' ', '  ', "'", '"', '=', '-', "'b c'", '"d e"', '%', 'é', ',', ':', '007');
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
      const line = `x ${parts.join('')}`;
      const words = commandWords(line);
      if (words?.[0] !== 'x') return;
      const { stdout } = spawnSync('/bin/sh', ['-c', `x() { printf '%s\\0' "$@"; }; ${line}`]);
      expect(words.slice(1)).toEqual(words.length === 1 ? [] : stdout.toString().split('\0').slice(0, -1));
    }),
    { numRuns: 60 },
  );
});
