import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { processInfo } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { BIRTHS, expectNothingLeft, pidIn } from './births.ts';
import { expectSentence, stateOf } from './one-daemon.ts';

const dieWith = async (here: Scene, script: string, environment = {}, ...options: readonly string[]) =>
  here.tool('daemonize', ['--settle', '1h', '--name', 'brief', ...options, 'sh', '-c', script], { environment });

/** Told by name everywhere; the first name where there are two. */
const signals = (): readonly (readonly [string, number])[] => {
  const unique = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name] as const));
  const untouched = new Set([
    ...['SIGKILL', 'SIGSTOP', 'SIGCONT', 'SIGCHLD', 'SIGURG', 'SIGWINCH', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'],
  ]);
  return [...unique].flatMap(([number, name]) => (untouched.has(name) ? [] : [[name, number] as const]));
};

/** As few at a time as there are processors, so that nobody else waits. */
const eachOf = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
};

const SYNONYMS: Readonly<Record<string, string>> = { SIGIOT: 'SIGABRT', SIGPOLL: 'SIGIO', SIGUNUSED: 'SIGSYS' };

describe.each(BIRTHS)('born through %s', (_, environment) => {
  test('one that dies within the settle time is told, with its exit code and its last words', async () => {
    const here = scene();
    const ended = await dieWith(here, 'echo hello; echo oh >&2; echo no >&2; exit 7', environment);
    expectSentence(ended, 1, /brief ended after \S+: exit code 7\n/);
    expect(ended.stderr).toContain('last words on stderr:\n  | oh\n  | no\n');
    expect(ended.stderr).toContain('last words on stdout:\n  | hello\n');
    expect(ended.stdout).toBe('');
    expectNothingLeft(here);
  });

  test('one that dies without a word is told so', async () => {
    const here = scene();
    expectSentence(
      await dieWith(here, 'exit 0', environment),
      1,
      /exit code 0\n {2}a daemon has to stay in the foreground: .*\n {2}it wrote nothing\n$/,
    );
    expectNothingLeft(here);
  });

  test('a death by any signal is told by the name of the signal', async () => {
    const here = scene();
    for (const [name, number] of signals()) {
      const { code, stderr } = await dieWith(here, `ulimit -c 0; kill -${number} $$`, environment);
      const told = /killed by (\w+)/.exec(stderr)?.[1] ?? stderr;
      expect([SYNONYMS[told] ?? told, code]).toEqual([SYNONYMS[name] ?? name, 1]);
    }
    expectSentence(await dieWith(here, 'kill -KILL $$', environment), 1, 'killed by SIGKILL');
    expectNothingLeft(here);
  });

  test('exit codes that look like a death by signal, or like a failed exec, are told as exit codes', async () => {
    const here = scene();
    for (const code of [125, 126, 127, 128, 129, 137, 139, 143, 168, 192, 193, 255]) {
      const ended = await dieWith(here, `exit ${code}`, environment);
      expectSentence(ended, 1, `: exit code ${code}\n  it wrote nothing\n`);
    }
  });

  test('--settle 0 asks no more than that it has begun', async () => {
    const here = scene();
    const operands = ['--settle', '0', '--name', 'brief', 'sh', '-c', 'exit 3'];
    const started = await here.tool('daemonize', operands, { environment });
    expect(started).toMatchObject({ code: 0, stderr: '' });
    expect(started.stdout).toMatch(/^brief: started, (pid \d+|.*ended.*)\n$/);
    expect((await here.daemonize('wait', 'brief', '--for', 'stopped')).code).toBe(0);
    expect(await stateOf(here, 'brief')).toBe('exited');
  });
});

test('every exit code is told exactly, but for the two that shells use for INT and PIPE', async () => {
  const here = scene();
  const asSignals = new Map([
    [130, 'killed by SIGINT'],
    [141, 'killed by SIGPIPE'],
  ]);
  await eachOf([...Array(256).keys()], async (code) => {
    const operands = ['--name', `code${code}`, '--settle', '1h', 'sh', '-c', `exit ${code}`];
    const ended = await here.daemonize(...operands);
    const told = / ended after \S+: (.*)\n/.exec(ended.stderr)?.[1];
    expect([`exit code ${code}`, asSignals.get(code)]).toContain(told);
    expect(ended.code).toBe(1);
  });
  expectNothingLeft(here);
});

test.each(['--log', '--stderr', '--stdout'])('the last words are found in a file of %s, too', async (option) => {
  const here = scene({ 'x.log': 'from before\n' });
  for (const code of [3, 126, 127]) {
    const ended = await dieWith(here, `echo out; echo err >&2; exit ${code}`, {}, option, 'x.log');
    expectSentence(ended, 1, new RegExp(`exit code ${code}\\n(.*\\n)*  \\| out\\n`));
    expect(ended.stderr).toContain('  | err\n');
    expect(ended.stderr).not.toContain('from before');
  }
});

test('only its last words are told, and only those of this start', async () => {
  const here = scene();
  pidIn(await here.daemonize('--name', 'brief', '--settle', '0', 'sh', '-c', 'echo earlier >&2; exec sleep 1000'));
  await here.daemonize('stop', 'brief');
  const { stderr } = await dieWith(here, 'seq 1000 >&2; exit 1');
  expect(
    stderr
      .split('\n')
      .filter((line) => line.startsWith('  | '))
      .at(-1),
  ).toBe('  | 1000');
  expect(stderr.length).toBeLessThan(1_000);
  expect(stderr).not.toContain('earlier');
});

test('a failed start leaves the name as it was before', async () => {
  const here = scene();
  pidIn(await here.tool('daemonize', ['--name', 'brief', 'sleep', '1000'], { environment: { COLOUR: 'red' } }));
  await here.daemonize('stop', 'brief');
  expectSentence(await dieWith(here, 'exit 1', { COLOUR: 'blue' }), 1);
  expect(await stateOf(here, 'brief')).toBe('stopped');
  const pid = pidIn(await here.daemonize('restart', 'brief'));
  expect(processInfo(pid)).toMatchObject({ command: ['sleep', '1000'], environment: { COLOUR: 'red' } });
});
