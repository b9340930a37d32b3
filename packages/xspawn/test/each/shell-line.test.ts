import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileTemplate } from '../../src/each/placeholders/template.ts';
import { bytes } from './bytes.ts';
import { SHELLS, shellRunner } from './shells.ts';

const expand = (words: readonly string[], inputs: readonly string[], shell = 'sh'): string => {
  const template = compileTemplate(words, { shell, inputsPerJob: inputs.length });
  const command = template.expand({ inputs, number: 7, slot: 2 });
  if (command.type !== 'line') throw new Error('not a line');
  return command.line;
};

test.each<[words: string[], inputs: string[], line: string]>([
  [['gzip -dc {} | wc -c'], ['a.gz'], 'gzip -dc a.gz | wc -c'],
  [['gzip -dc {} | wc -c'], ['a b'], "gzip -dc 'a b' | wc -c"],
  [['echo {}'], ["it's"], "echo 'it'\\''s'"],
  [['echo {}'], [''], "echo ''"],
  [['{} --version'], ['if'], "'if' --version"],
  [['{} x'], ['A=1'], "'A=1' x"],
  [['echo "<{}>"'], ['a b$c`d"e\\f'], 'echo "<"\'a b$c`d"e\\f\'">"'],
  [['echo "{}"'], ['a b$c`d"e\\f'], 'echo "a b\\$c\\`d\\"e\\\\f"'],
  [['echo "$HOME{}"'], ['x'], 'echo "$HOME"\'x\'""'],
  [['echo $HOME{}'], ['x'], "echo $HOME'x'"],
  [["echo '{}'"], ["a'b"], "echo 'a'\\''b'"],
  [['x=$(basename {} .c); echo "$x"'], ['a b.c'], 'x=$(basename \'a b.c\' .c); echo "$x"'],
  [['echo "$(basename "{}")"'], ['a$b'], 'echo "$(basename "a\\$b")"'],
  [['echo {#}-{%} {.}'], ['a.b'], "echo '7'-'2' a"],
  [['echo $(( {#} * 2 )) {}'], ['a'], 'echo $(( 7 * 2 )) a'],
  [['echo ${1} ${x%.c} $1 {}'], ['a'], 'echo ${1} ${x%.c} $1 a'],
  [['echo \\{} {}'], ['a'], 'echo \\{} a'],
  [['echo "$#" # $x'], ['a'], ''],
  [['(echo {});echo {}|cat'], ['a'], '(echo a);echo a|cat'],
  [['echo ${} "${}" {}'], ['a'], 'echo ${} "${}" a'],
  [['echo'], ['a b', 'c'], "echo 'a b' c"],
  [['echo p{}'], ['a', 'b'], "echo p'a b'"],
  [['mv "$1" "$1.bak"', '{}'], ['a b'], 'set -- \'a b\'; mv "$1" "$1.bak"'],
  [['mv "$2" "$1"', 'to'], ['a b'], 'set -- to \'a b\'; mv "$2" "$1"'],
  [['echo "$1" {}', 'x'], ['a b'], 'set -- x; echo "$1" \'a b\''],
  [['for f in a; do echo {}; done # {#} `x`'], ['b'], 'for f in a; do echo b; done # 7 `x`'],
])('%j with %j becomes %j', (words, inputs, line) => {
  if (line === '') expect(() => expand(words, inputs)).toThrow('cannot be quoted');
  else expect(expand(words, inputs)).toBe(line);
});

test.each([
  'echo `cat {}`',
  'echo "`cat {}`"',
  'cat <<E\n{}\nE',
  'cat <<< {}',
  'echo hi # {}',
  "echo $'{}'",
  'echo ${x:-{}}',
  'echo "${x:-"{}"}"',
  'echo $((1 + {}))',
  'echo $(( x<<1 )) {}',
  '(( x = 1 )); echo {}',
  'echo $(case a in a) echo {};; esac)',
  'echo $(: # )\n) {}',
])('an input is refused where it cannot be quoted: %j', (line) => {
  expect(() => expand([line], ['a'])).toThrow(/cannot be quoted safely where \{\} stands/);
});

test.each(['sleep 1 &', 'echo a;', 'echo a |', 'echo a\n', 'echo a\n  '])(
  'an input is not appended where it would be a command: %j',
  (line) => expect(() => expand([line], ['a'])).toThrow('write {} where the input belongs'),
);

test.each(['fish', '/usr/bin/tcsh', 'pwsh', 'nu', 'sh.fish'])('inputs are not quoted for %s', (shell) => {
  expect(() => expand(['echo {}'], ['a'], shell)).toThrow('inputs cannot be quoted for');
});

test.each(['bash', '/bin/sh', 'zsh', 'ksh93', 'mksh', 'bash-5.2'])('inputs are quoted for %s', (shell) => {
  expect(expand(['echo {}'], ['a b'], shell)).toBe("echo 'a b'");
});

/** Lines that print one operand, which is the input with something before and behind it. */
const CONTEXTS: readonly (readonly [line: string, before: string, behind: string])[] = [
  ['printf %s {}', '', ''],
  ['printf %s x{}y', 'x', 'y'],
  ['printf %s "{}"', '', ''],
  ['printf %s "x{} y"', 'x', ' y'],
  ["printf %s 'x{}y'", 'x', 'y'],
  ['v=V; printf %s "$v{}$v"', 'V', 'V'],
  ['v=V; printf %s $v{}"$v"', 'V', 'V'],
  ['printf %s "a"\'b\'{}', 'ab', ''],
  ['printf %s "$(printf %s {}; echo .)"', '', '.'],
  ['printf %s "$(printf %s "{}"; echo .)"', '', '.'],
  ['if :; then (printf %s "-"{}); fi # $x', '-', ''],
  ['f() { printf %s "$1"; }; f {}', '', ''],
  ['for x in {}; do printf %s "$x"; done', '', ''],
];

test.each(SHELLS)('%s reads each input as one operand, unchanged', (shell) => {
  const runShell = shellRunner();
  const place = fc.constantFrom(...CONTEXTS);
  fc.assert(
    fc.property(fc.array(fc.tuple(place, bytes(8)), { minLength: 1, maxLength: 30 }), (cases) => {
      const script = cases.map(([[line], input]) => `${expand([line], [input], shell)}\nprintf '\\0'\n`).join('');
      expect(runShell(shell, script).split('\0').slice(0, -1)).toEqual(
        cases.map(([[, before, behind], input]) => before + input + behind),
      );
    }),
    { numRuns: 20 },
  );
});

const TOKENS = [
  ...['echo ', ' ', '"', "'", '\\', '$x', '${x}', '${x%a}', '$(', ')', '(', '{}', '{/}', '{#}', '#', ' #', '\n'],
  ...[';', ' && ', 'case a in a)', ';; esac', '$', '${', '}', 'false', '||', '$((', '))', '[[ ', ' ]]', '<<', '`'],
  ...['=', '~', '{ ', ' }', '$"', "$'", '<(', 'for i in ', ';do ', ';done', '|cat', '>/dev/null ', '((', '${x:-', '$['],
];

const INJECT = 'printf PWNED >&9';
const ATTACKS = [
  ...[`$(${INJECT})`, `\`${INJECT}\``, `; ${INJECT} ;`, `\n${INJECT}\n`, `) ; ${INJECT}; (`, `}; ${INJECT}; {`],
  ...[`'; ${INJECT}; '`, `"; ${INJECT}; "`, `[$(${INJECT})]`, `\\$(${INJECT})`, `;; esac; ${INJECT}; case x in x) `],
  ...['\\', "'", '"', '# ', '$', '`'],
];

test.each(SHELLS)('%s executes nothing that is in an input, whatever the line', (shell) => {
  const runShell = shellRunner();
  const lines = fc.array(fc.constantFrom(...TOKENS), { minLength: 1, maxLength: 14 }).map((tokens) => tokens.join(''));
  const attack = fc.array(fc.constantFrom(...ATTACKS), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
  let accepted = 0;
  fc.assert(
    fc.property(lines, attack, (line, input) => {
      let script: string;
      try {
        script = expand([line.includes('{') ? line : `${line}{}`], [input]);
      } catch (error) {
        expect((error as Error).name).toBe('Failure');
        return;
      }
      accepted += 1;
      expect(runShell('sh', `exec 9>&1 >/dev/null 2>&1\n${shell} -c ${quoted(script)} </dev/null\n`)).toBe('');
    }),
    { numRuns: 150 },
  );
  expect(accepted).toBeGreaterThan(20);
});

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
