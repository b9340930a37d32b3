import { describe, expect, test } from 'vitest';
import { commonOptions, optionName } from '../../packages/core/src/index.ts';
import { scene } from '../rig/scene.ts';
import { testWith, tools, verbs } from './tools.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

const longestLine = (text: string): number =>
  Math.max(
    ...text
      .replace(escapes, '')
      .split(/\r?\n/)
      .map((line) => line.length),
  );

describe.each(tools)('$name', (tool) => {
  const { name, version, record } = tool;

  test.each(['--help', '-h'])('%s begins with examples', async (option) => {
    const ended = await scene().tool(name, [option]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const sections = [...ended.stdout.matchAll(/^(\S.*):$/gm)].map((match) => match[1]);
    expect(sections.slice(0, 2)).toEqual(['Examples', 'Usage']);
    expect(longestLine(ended.stdout)).toBeLessThanOrEqual(100);
  });

  test.each(['--version', '-V'])('%s', async (option) => {
    expect(await scene().tool(name, [option])).toEqual({
      ...{ code: 0, signal: null, stdout: `${name} ${version}\n`, stderr: '' },
    });
  });

  test.each([20, 80, 300])('--help on a terminal of %d columns', async (columns) => {
    const here = scene();
    const line = `stty cols ${columns}; ${tool.file} --help`;
    const ended = await here.run('script', ['-qec', line, '/dev/null'], { stdin: '' });
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('Examples');
    if (columns > 100) expect(longestLine(ended.stdout)).toBeLessThanOrEqual(100);
  });

  testWith('groff')('--man is a page that groff takes without a warning', async () => {
    const here = scene();
    const { code, stdout, stderr } = await here.tool(name, ['--man']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const page = await here.run('groff', ['-man', '-ww', '-Tutf8', '-z'], { stdin: stdout });
    expect(page).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    expect((await here.run('groff', ['-man', '-Tascii'], { stdin: stdout })).stdout).toContain(
      `${name} - ${record.summary}`,
    );
  });

  test('--man on a terminal is text', async () => {
    const here = scene();
    const { code, stdout } = await here.run('script', ['-qec', `${tool.file} --man`, '/dev/null'], { stdin: '' });
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/^\.[A-Z]{2}/m);
    expect(stdout).toContain(record.summary);
  });

  describe.each(SHELLS)('--completion %s', (shell) => {
    testWith(shell)('has no syntax error', async () => {
      const here = scene();
      const { code, stdout, stderr } = await here.tool(name, ['--completion', shell]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      here.write({ script: stdout });
      expect(await here.run(shell, ['-n', 'script'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    });

    test('has every option', async () => {
      const { stdout } = await scene().tool(name, ['--completion', shell]);
      const spelled = (option: string) =>
        shell === 'fish' ? new RegExp(`-l ${option}(?: |$)`, 'm') : new RegExp(`--${option}\\b`);
      for (const { table } of verbs.filter((verb) => verb.tool === tool))
        for (const key of Object.keys(table)) expect(stdout).toMatch(spelled(optionName(key)));
    });
  });

  test('the manual has every option, every verb and every example', async () => {
    const { stdout } = await scene().tool(name, ['--man']);
    const text = stdout
      .replace(/\\f[BIR]/g, ' ')
      .replaceAll('\\-', '-')
      .replaceAll('\\', '');
    for (const { table } of verbs.filter((verb) => verb.tool === tool))
      for (const key of Object.keys(table)) expect(text).toMatch(new RegExp(`--${optionName(key)}\\b`));
    for (const { summary } of Object.values(record.verbs)) expect(text).toContain(summary);
    for (const { does } of record.examples) expect(text).toContain(does);
  });

  test('whatever else was typed, --help and --version answer', async () => {
    const here = scene();
    for (const words of [
      ['--help', 'x', 'y'],
      ['--quiet', '--help'],
      ['--version', '--help'],
    ])
      expect(await here.tool(name, words)).toMatchObject({ code: 0, stderr: '' });
  });
});

test.each(verbs.map((verb) => [verb.line, verb] as const))('%s --help tells of all its options', async (_, verb) => {
  const here = scene();
  const ended = await here.tool(verb.tool.name, [...verb.words, '--help']);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(longestLine(ended.stdout)).toBeLessThanOrEqual(100);
  for (const [key, option] of Object.entries(verb.table)) {
    expect(ended.stdout).toMatch(new RegExp(`--${optionName(key)}\\b`));
    if (option.short) expect(ended.stdout).toContain(`-${option.short}, --${optionName(key)}`);
  }
  expect(ended.stdout).toMatch(/^(?:Examples|Usage):$/m);
});

test.each(tools)('$name --help lists what all tools have', async ({ name }) => {
  const { stdout } = await scene().tool(name, ['--help']);
  for (const key of Object.keys(commonOptions)) expect(stdout).toContain(`--${optionName(key)}`);
});
