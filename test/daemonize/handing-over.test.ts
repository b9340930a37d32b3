import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { processInfo } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { BIRTHS, pidIn, startSleeping } from './births.ts';

type Variables = Readonly<Record<string, string>>;

/** Exactly what was given, plus the mark by which the processes of a daemon are known. */
const expectExactly = (found: Variables, given: Variables): void => {
  const { DAEMONIZE_ID, ...rest } = found;
  expect(DAEMONIZE_ID).toMatch(/^\w{8,}$/);
  expect(rest).toEqual(given);
};

const expectHandedOn = async (here: Scene, more: Variables): Promise<void> => {
  const { environment } = await startSleeping(here, [], more);
  expectExactly(environment, { ...here.environment, ...more });
};

const ODD_VALUES: Variables = {
  EMPTY: '',
  LINES: 'one\ntwo\n\n',
  QUOTES: `'"\`$(id) \${HOME} \\`,
  UNICODE: 'naïve 日本語 🦀',
  CONTROL: '\u0001\t\u007f\r',
  SPACES: '  a  b  ',
  EQUALS: '=a=b=',
  LONG: 'x'.repeat(60_000),
};

/** What a shell gives a meaning of its own. */
const SHELL_VALUES: Variables = {
  _: '/odd',
  CDPATH: '/',
  ENV: '/no/such/file',
  LINENO: '77',
  MAIL: '/var/mail/x',
  OLDPWD: '/else where',
  PS1: '$ ',
  PS2: '',
  PS4: '+',
  PWD: '/not/where/we/are',
  SHLVL: '9',
  TERM: 'dumb',
  HISTSIZE: '3',
};

describe.each(BIRTHS)('born through %s', (_, forced) => {
  test.each<readonly [string, Variables]>([
    ['odd values', ODD_VALUES],
    ['variables that shells care for', SHELL_VALUES],
    ['an empty PWD', { PWD: '' }],
  ])('a daemon gets %s as they are', async (_what, variables) => {
    await expectHandedOn(scene(), { ...forced, ...variables });
  });

  test('a daemon gets PWD as its caller has it, and none when there is none', async () => {
    const here = scene();
    await expectHandedOn(here, { ...forced, PWD: here.work });
    await here.daemonize('stop', 'sleep');
    await expectHandedOn(here, forced);
  });

  test('a daemon gets its operands byte for byte', async () => {
    const here = scene();
    const puppet = await Puppet.listen(here, 'server');
    const tricky = [
      '',
      '--',
      '--help',
      '-x',
      '-',
      '007',
      '1e3',
      "it's",
      '"',
      '$(id)',
      '`id`',
      '*',
      '\\',
      'a\nb\n',
      ' ',
    ];
    const operand = fc.oneof(fc.constantFrom(...tricky), fc.string({ unit: 'binary' }).filter(isHandable));
    await fc.assert(
      fc.asyncProperty(fc.array(operand, { minLength: 10, maxLength: 40 }), async (operands) => {
        const command = [...puppet.command, ...operands];
        pidIn(await here.tool('daemonize', ['--settle', '0', ...command], { environment: forced }));
        const actor = await puppet.connected();
        expect(actor.argv).toEqual(operands);
        expect(processInfo(actor.pid).command).toEqual(command);
        await here.daemonize('stop', 'server');
      }),
      { numRuns: 4, examples: [[[...tricky, ...tricky]]] },
    );
  });

  test('a daemon has argv[0] as it was typed', async () => {
    const here = scene();
    here.write({ 'bin/tick': { linkTo: '/bin/sleep' } });
    const typed = ['sleep', '/bin/sleep', './bin/tick', 'bin/../bin/tick', 'tick'];
    const environment = { ...forced, PATH: `${here.environment.PATH}:${here.work}/bin` };
    for (const [index, name] of typed.entries()) {
      const operands = ['--settle', '0', '--name', `n${index}`, '--', name, '1000'];
      const pid = pidIn(await here.tool('daemonize', operands, { environment }));
      expect(processInfo(pid).command).toEqual([name, '1000']);
    }
  });
});

/** Neither a command line nor an environment can hold a NUL; a lone half of a surrogate pair is no UTF-8. */
const isHandable = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);

test.each([
  ['A.B', '1'],
  ['BASH_FUNC_x%%', '() { echo x; }'],
  ['npm_package_bin_a-b', 'x.js'],
  ['IFS', 'x'],
  ['OPTIND', '5'],
  ['PPID', '1'],
  ['é', 'e'],
  ['a b', 'c'],
  ['*', '?'],
])('a variable called %s arrives', async (name, value) => {
  await expectHandedOn(scene(), { [name]: value });
});

test('any environment arrives exactly', async () => {
  const here = scene();
  const identifier = fc.stringMatching(/^[A-Za-z_]\w{0,12}$/);
  const any = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => isHandable(text) && !text.includes('='));
  const name = fc
    .oneof({ weight: 4, arbitrary: identifier }, any)
    .filter((text) => !Object.hasOwn(here.environment, text));
  const value = fc.string({ unit: 'binary' }).filter(isHandable);
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, value, { maxKeys: 12, noNullPrototype: true }), async (variables) => {
      await expectHandedOn(here, variables);
      await here.daemonize('stop', 'sleep');
    }),
    { numRuns: 12 },
  );
});

test('NODE_OPTIONS is for the command, and not for what stands between', async () => {
  const here = scene();
  here.write({ 'hook.cjs': 'require("node:fs").appendFileSync("loaded", "x")' });
  const puppet = await Puppet.listen(here, 'server');
  pidIn(await here.daemonize('--env', 'A.B=1', '--env', 'NODE_OPTIONS=--require=./hook.cjs', ...puppet.command));
  const actor = await puppet.connected();
  expect(actor.env.NODE_OPTIONS).toBe('--require=./hook.cjs');
  expect((await here.run('cat', ['loaded'])).stdout).toBe('x');
});

test('a command is found in a PATH whose directories have odd names', async () => {
  const here = scene({
    'p%func/tick': executable('#!/bin/sh\nexec sleep 1000'),
    'a b/tock': executable('#!/bin/sh\nexec sleep 1000'),
  });
  const environment = { PATH: `${here.work}/p%func:${here.work}/a b:${here.environment.PATH}` };
  for (const name of ['tick', 'tock']) pidIn(await here.tool('daemonize', [name], { environment }));
});

test('a command that only the PATH of the caller leads to is found with --clear-env, too', async () => {
  const here = scene({ 'bin/tick': executable('#!/bin/sh\nexec /bin/sleep 1000') });
  const environment = { PATH: `${here.work}/bin:${here.environment.PATH}` };
  pidIn(await here.tool('daemonize', ['--clear-env', 'tick'], { environment }));
});

test('a relative PATH is taken from the directory of the daemon', async () => {
  const here = scene({ 'there/bin/tick': executable('#!/bin/sh\nexec sleep 1000') });
  const environment = { PATH: `bin:${here.environment.PATH}` };
  pidIn(await here.tool('daemonize', ['--chdir', 'there', 'tick'], { environment }));
});

test('a command whose name begins with a dash can be run', async () => {
  const here = scene({ 'bin/-x': executable('#!/bin/sh\nexec sleep 1000') });
  const environment = { PATH: `${here.work}/bin:${here.environment.PATH}` };
  const started = await here.run(toolPath('daemonize'), ['--name', 'dash', '--', '-x'], { environment });
  expect(started).toMatchObject({ code: 0, stderr: '' });
});
