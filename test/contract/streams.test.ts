import { describe, expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { expectSentence, type Tool, tools } from './tools.ts';

const ABOUT = ['--help', '--version', '--man', '--completion bash', '--completion zsh', '--completion fish'];

/** Without operands, these want `--all`; or something to undo, to read, to look at. */
const WANT_MORE = ['stop', 'restart', 'reload', 'up', 'down', 'undo', 'import', 'doctor'];

/** These take a minute, and print as `timers` does. */
const LONG = ['tour', 'create', 'ipc', 'http', 'offload'];

/** These go on for ever, or for long, unless they are told how long. */
const SHORTENED: Readonly<Record<string, string>> = {
  top: 'top --count 1',
  run: 'run --runs 1 --warmup 0 true',
  timers: 'timers --budget 10ms',
  claims: 'claims channel-env',
};

/** What a tool prints without anything having been prepared. */
const printing = ({ record }: Tool): readonly string[] => [
  ...ABOUT,
  ...Object.entries(record.verbs).flatMap(([name, { fewest }]) =>
    fewest === 0 && ![...WANT_MORE, ...LONG].includes(name) ? [SHORTENED[name] ?? name] : [],
  ),
];

const cases = tools.flatMap((tool) => printing(tool).map((words) => [`${tool.name} ${words}`, tool, words] as const));

test.each(cases)('%s: a reader that goes away is a normal end', async (_, { file }, words) => {
  const line = `"$0" ${words} | head -c 10; printf ' %s' "\${PIPESTATUS[0]}"`;
  const ended = await scene().run('bash', ['-c', line, file]);
  expect(ended.stderr).toBe('');
  expect(ended.stdout).toMatch(/ (0|141)$/);
});

test.each(cases)('%s: a reader that has gone is a normal end', async (_, { file }, words) => {
  const line = `{ read -r go; "$0" ${words}; echo $? >&2; } < <(sleep 0.1; echo) | true`;
  const ended = await scene().run('bash', ['-c', line, file]);
  expect(['0\n', '141\n']).toContain(ended.stderr);
});

test.each(cases)(
  '%s: a full disk is told in a sentence, with code 1, or 125 of a wrapper, as env(1) has it',
  async (_, tool, words) => {
    const ended = await scene().run('sh', ['-c', `"$0" ${words} >/dev/full`, tool.file]);
    expectSentence(tool, ended, 'cannot write to standard output: no space left on device (ENOSPC)');
    expect(ended.code).toBe(tool.record.usageCode === 125 ? 125 : 1);
  },
);

test.each(cases)('%s: closed streams give no stack', async (_, { file }, words) => {
  const here = scene();
  for (const redirection of ['>&-', '<&-', '2>&-', '<&- >&-', '>&- 2>&-', '<&- >&- 2>&-']) {
    const { code, stderr } = await here.run('sh', ['-c', `"$0" ${words} ${redirection}`, file]);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect([0, 1]).toContain(code);
  }
});

describe.each(tools)('$name', (tool) => {
  test('with standard error closed or full a failure keeps its code', async () => {
    const here = scene();
    for (const redirection of ['2>&-', '2>/dev/full'])
      expect(await here.run('sh', ['-c', `"$0" --no-such-option ${redirection}`, tool.file])).toMatchObject({
        ...{ code: tool.record.usageCode, stdout: '', stderr: '' },
      });
  });

  test.each([
    ['on a terminal', '', {}, true, true],
    ['into a pipe', '', {}, false, false],
    ['on a terminal with NO_COLOR', '', { NO_COLOR: '1' }, true, false],
    ['on a terminal with an empty NO_COLOR', '', { NO_COLOR: '' }, true, true],
    ['on a terminal with TERM=dumb', '', { TERM: 'dumb' }, true, false],
    ['on a terminal with --no-color', '--no-color', {}, true, false],
    ['into a pipe with FORCE_COLOR', '', { FORCE_COLOR: '1' }, false, true],
    ['into a pipe with FORCE_COLOR and --no-color', '--no-color', { FORCE_COLOR: '1' }, false, false],
    ['on a terminal with FORCE_COLOR=0', '', { FORCE_COLOR: '0' }, true, false],
  ] as const)('--help in colour %s', async (_, option, extra, terminal, coloured) => {
    const here = scene();
    const environment = { NO_COLOR: '', TERM: 'xterm', ...extra };
    const line = `${tool.file} --help ${option}`;
    const { stdout, code } = terminal
      ? await here.run('script', ['-qec', line, '/dev/null'], { environment, stdin: '' })
      : await here.run('sh', ['-c', line], { environment });
    expect(code).toBe(0);
    expect(stdout.includes('\u001b[')).toBe(coloured);
  });
});
