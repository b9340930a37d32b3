import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Actor } from '../rig/actor.ts';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import type { Ended, RunOptions } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectSentence, startXspawn, xspawn } from './ways.ts';

/** The words of several commands, as --all has them. */
const several = (commands: readonly (readonly string[])[]): readonly string[] =>
  commands.flatMap((command, index) => (index === 0 ? command : [':::', ...command]));

const all = (options: readonly string[], ...commands: readonly (readonly string[])[]): Promise<Ended> =>
  xspawn(scene(), '--all', ...options, '--', ...several(commands));

const sh = (line: string): readonly string[] => ['sh', '-c', line];

const { compare } = new Intl.Collator();

/** So many puppets side by side, called a, b, c, …; they are handed out in that order. */
const puppets = async (count: number, options: readonly string[] = [], waiting = 0) => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const names = [...'abcd'].slice(0, count + waiting);
  const commands = several(names.map((name) => [...puppet.command, name]));
  const running = startXspawn(here, '--all', '--names', names.join(), ...options, '--', ...commands);
  const connected = [...(await puppet.connectedAll(count))].sort((one, other) =>
    compare(`${one.argv}`, `${other.argv}`),
  );
  return { here, puppet, running, actors: connected as [Actor, Actor, ...Actor[]] };
};

const allEnded = (actors: readonly Actor[]): Promise<unknown> => Promise.all(actors.map(({ ended }) => ended));

describe('lines', () => {
  test('each begins with the name of its command, on the stream that it was written to', async () => {
    const ended = await all(['-j', '1'], ['echo', 'a', ' b'], sh('echo e >&2; printf rest'), ['true']);
    expect(ended).toEqual({ code: 0, signal: null, stdout: '[echo] a  b\n[sh]   rest\n', stderr: '[sh]   e\n' });
  });

  test('a line is printed when it is whole, also when another command writes meanwhile', async () => {
    const { running, actors } = await puppets(2);
    const [a, b] = actors;
    await a.do({ write: 'stdout', text: 'one' });
    await b.do({ write: 'stdout', text: 'two\n' });
    await running.until(/two\n/);
    await a.do({ write: 'stdout', text: ' line\nlast' });
    await running.until(/line\n/);
    await Promise.all(actors.map((actor) => actor.do({ exit: 0 })));
    expect(await running.ended).toMatchObject({ code: 0, stdout: '[b] two\n[a] one line\n[a] last\n', stderr: '' });
  });

  /** Writes numbered lines in pieces that end anywhere; nobody begins the second half before the other has written one. */
  const TEAR = `import { existsSync, writeFileSync } from 'node:fs';
    const [stream, name, other] = process.argv.slice(2);
    const text = Array.from({ length: 2000 }, (_, i) => name + ' ' + i + ' ' + 'x'.repeat(i % 90) + '\\n').join('');
    const middle = Math.floor(text.length / 2);
    const next = (at) => {
      if (at > middle) writeFileSync(name + '.half', '');
      if (at > middle && !existsSync(other + '.half')) setTimeout(next, 5, at);
      else if (at < text.length) process[stream].write(text.slice(at, at + 97), () => setImmediate(next, at + 97));
    };
    next(0);`;

  test.each([
    ['to standard output', 'stdout'],
    ['to both streams, which are the same pipe', 'stderr'],
  ])('two commands that write 2000 lines each never tear one, %s', async (_, stream) => {
    const here = scene({ 'tear.mjs': TEAR });
    const commands = several([
      [process.execPath, 'tear.mjs', 'stdout', 'a', 'b'],
      [process.execPath, 'tear.mjs', stream, 'b', 'a'],
    ]);
    const operands = ['-c', 'exec "$@" 2>&1', 'sh', toolPath('xspawn'), '--all', '--names', 'a,b', '--', ...commands];
    const { code, stdout } = await here.run('sh', operands);
    const lines = stdout.split('\n');
    expect({ code, last: lines.pop() }).toEqual({ code: 0, last: '' });
    for (const name of ['a', 'b']) {
      const whole = Array.from({ length: 2_000 }, (_, index) => `[${name}] ${name} ${index} ${'x'.repeat(index % 90)}`);
      expect(lines.filter((line) => line.startsWith(`[${name}]`))).toEqual(whole);
    }
    expect(lines).toHaveLength(4_000);
  });

  test('names have colours where that is wanted', async () => {
    const environment = { FORCE_COLOR: '1' };
    const operands = [
      '--all',
      '--',
      ...several([
        ['echo', 'x'],
        ['printf', 'y'],
      ]),
    ];
    const { stdout } = await scene().tool('xspawn', operands, { environment });
    expect(stdout.split('\n').sort()).toEqual(['', '\u001b[33m[printf]\u001b[39m y', '\u001b[36m[echo]\u001b[39m   x']);
  });

  test('a file gets the same lines, without colours', async () => {
    const here = scene();
    const operands = ['--all', '--tee', 'log', '--', ...several([['echo', 'x'], sh('echo y >&2')])];
    await here.tool('xspawn', operands, { environment: { FORCE_COLOR: '1' } });
    const { stdout } = await here.run('sort', ['log']);
    expect(stdout).toBe('[echo] x\n[sh]   y\n');
  });

  test('--json prints an object for each line and each end', async () => {
    const { code, stdout } = await all(['--json', '--quiet'], sh('echo "a \\"b"; printf "\\377" >&2; exit 3'));
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(3);
    expect(objects).toHaveLength(3);
    expect(objects).toContainEqual({ type: 'line', name: 'sh', stream: 'stdout', text: 'a "b' });
    expect(objects).toContainEqual({ type: 'line', name: 'sh', stream: 'stderr', text: { base64: '/w==' } });
    expect(objects.at(-1)).toMatchObject({ type: 'end', name: 'sh', exit: 3, signal: null, code: 3, tries: 1 });
  });

  test('--quiet-unless-failed prints what those wrote that fail', async () => {
    const { code, stdout } = await all(['--quiet-unless-failed'], ['echo', 'good'], sh('echo bad; exit 1'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '[sh]   bad\n' });
  });
});

describe('the exit code', () => {
  test.each<[what: string, code: number, options: readonly string[], commands: readonly (readonly string[])[]]>([
    ['0 when none fails', 0, [], [['true'], ['true']]],
    ['that of the one that failed', 3, [], [['true'], sh('exit 3'), ['true']]],
    ['that of the first that failed', 4, ['-j', '1'], [['true'], sh('exit 4'), sh('exit 3')]],
    ['128+n for a signal', 143, [], [sh('kill -TERM $$'), ['true']]],
    ['124 for one that ran out of time, alone', 124, ['--timeout', '100ms'], [['sleep', '1000'], ['true']]],
    ['125 for one that wrote too much', 125, ['--max-output', '3'], [['echo', 'four'], ['true']]],
    ['that of the last try', 5, ['--retry', '1', '--retry-delay', '0'], [sh('exit 5'), ['true']]],
    ['that of a shell line', 7, ['--shell'], [['exit "$1"', '7'], ['true | true']]],
    ['127 for one in a sequence that is not there', 127, ['--sequence'], [['true'], ['no-such-command']]],
  ])('is %s', async (_, code, options, commands) => {
    expect(await all(options, ...commands)).toMatchObject({ code, signal: null });
  });

  test('nothing is started when one of them is not there', async () => {
    const here = scene();
    const ended = await xspawn(here, '--all', '--', 'touch', 'started', ':::', 'no-such-command');
    expectSentence(ended, 127, 'no-such-command: command not found');
    expect((await here.run('ls')).stdout).toBe('');
  });

  test('it is told who failed, and how', async () => {
    const { stderr } = await all(['-j', '1'], sh('exit 3'), ['true'], sh('kill $$'));
    expect(stderr.replaceAll(/[\d.]+m?s/g, 'TIME')).toBe(
      [
        'xspawn: sh-1: exit code 3 after TIME',
        'xspawn: 2 of 3 failed: sh-1 (exit code 3), sh-2 (killed by SIGTERM); all took TIME',
        '',
      ].join('\n'),
    );
  });
});

describe('--halt', () => {
  test('now ends the others on the first failure', async () => {
    const { running, actors } = await puppets(3, ['--halt', 'now']);
    await actors[1].do({ exit: 3 });
    await allEnded(actors);
    expect(await running.ended).toMatchObject({ code: 3, signal: null });
    expect(running.stderr).toMatch(/^xspawn: b: exit code 3 after .*; the others are ended\n/);
  });

  test('now kills those that do not end', async () => {
    const { running, actors } = await puppets(2, ['--halt', 'now', '--kill-after', '50ms']);
    await actors[0].do({ ignore: 'SIGTERM' });
    await actors[1].do({ exit: 3 });
    await allEnded(actors);
    expect(await running.ended).toMatchObject({ code: 3 });
  });

  test('soon lets the others end, and starts no more', async () => {
    const { puppet, running, actors } = await puppets(2, ['-j', '2', '--halt', 'soon'], 1);
    const [a, b] = actors;
    await a.do({ exit: 3 });
    await running.until(/nothing more is started/, 'stderr');
    expect(isAlive(b.pid)).toBe(true);
    await b.do({ exit: 0 });
    expect(await running.ended).toMatchObject({ code: 3 });
    expect(running.stderr).toMatch(/1 of 3 failed: a \(exit code 3\); 1 not started/);
    expect(puppet.actors).toHaveLength(2);
  });

  test.each(['now,fail=2', 'now,fail=50%'])('%s counts', async (halt) => {
    const { running, actors } = await puppets(4, ['--halt', halt]);
    const [a, b, ...others] = actors;
    await a.do({ exit: 3 });
    await running.until(/a: exit code 3/, 'stderr');
    expect(others.every(({ pid }) => isAlive(pid))).toBe(true);
    await b.do({ exit: 4 });
    await allEnded(others);
    expect(await running.ended).toMatchObject({ code: 3 });
  });
});

describe('--race', () => {
  test('the first that succeeds ends the others', async () => {
    const { running, actors } = await puppets(3, ['--race']);
    const [a, b] = actors;
    await a.do({ exit: 1 });
    await running.until(/a: exit code 1/, 'stderr');
    await b.do({ write: 'stdout', text: 'won\n' });
    await b.do({ exit: 0 });
    await allEnded(actors);
    expect(await running.ended).toMatchObject({ code: 0, signal: null, stdout: '[b] won\n' });
  });

  test('when none succeeds it has the code of the first that failed', async () => {
    const { running, actors } = await puppets(2, ['--race']);
    const [a, b] = actors;
    await b.do({ exit: 4 });
    await running.until(/b: exit code 4/, 'stderr');
    await a.do({ exit: 3 });
    expect(await running.ended).toMatchObject({ code: 4 });
  });
});

describe('--sequence', () => {
  test('runs one after the other, as they are, and goes on after a failure', async () => {
    const { puppet, running, actors } = await puppets(1, ['--sequence'], 2);
    await actors[0].do({ exit: 3 });
    const b = await puppet.connected();
    expect(isAlive(actors[0].pid)).toBe(false);
    await b.do({ kill: 'SIGKILL' });
    await (await puppet.connected()).do({ exit: 0 });
    expect(await running.ended).toMatchObject({ code: 3 });
  });

  test('with --halt soon it stops at a failure', async () => {
    const ended = await all(['--sequence', '--halt', 'soon'], ['echo', 'a'], sh('exit 3'), ['echo', 'no']);
    expect(ended).toMatchObject({ code: 3, stdout: 'a\n' });
  });

  test('each takes its part of what is typed; side by side nobody gets it', async () => {
    const commands = several([sh('read -r line; echo "first $line"'), ['cat']]);
    const options: RunOptions = { stdin: 'one\ntwo\n' };
    const inTurn = await scene().tool('xspawn', ['--all', '--sequence', '--', ...commands], options);
    expect(inTurn).toMatchObject({ code: 0, stdout: 'first one\ntwo\n' });
    const sideBySide = await scene().tool('xspawn', ['--all', '--', 'cat', ':::', 'cat'], options);
    expect(sideBySide).toMatchObject({ code: 0, stdout: '' });
  });
});

test('--restart-failed starts a command again until it succeeds', async () => {
  const { puppet, running, actors } = await puppets(2, ['--restart-failed', '--retry-delay', '0']);
  const [a, b] = actors;
  await a.do({ exit: 1 });
  await (await puppet.connected()).do({ kill: 'SIGKILL' });
  const third = await puppet.connected();
  expect([third.argv, isAlive(b.pid)]).toEqual([['a'], true]);
  await third.do({ exit: 0 });
  await b.do({ exit: 0 });
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(running.stderr.replaceAll(/after [^;]*/g, 'after TIME')).toBe(
    'xspawn: a: exit code 1 after TIME; again in 0ms\nxspawn: a: killed by SIGKILL after TIME; again in 0ms\n',
  );
});

test('-j runs so many at once', async () => {
  const { puppet, running, actors } = await puppets(2, ['-j', '2'], 1);
  expect(puppet.actors).toHaveLength(2);
  await actors[1].do({ exit: 0 });
  const c = await puppet.connected();
  expect([c.argv, isAlive(actors[0].pid)]).toEqual([['c'], true]);
  await Promise.all([c, actors[0]].map((actor) => actor.do({ exit: 0 })));
  expect(await running.ended).toMatchObject({ code: 0 });
});

describe('npm scripts', () => {
  const scripts = { 'say:a': 'echo A', 'say:b': 'node -p "process.argv.slice(1).join()"', 'say:b:more': 'echo no' };
  const files = { 'package.json': JSON.stringify({ scripts }), 'below/': '' };

  test('a pattern runs those that it fits, with their operands, also from below', async () => {
    const operands = ['--all', '-C', 'below', '--', 'npm:say:*', 'x y', '$z', ':::', 'echo', 'E'];
    const { code, stderr, stdout } = await scene(files).tool('xspawn', operands);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').sort()).toEqual(['', '[echo]  E', '[say:a] A x y $z', '[say:b] x y,$z']);
  });

  test('one that fits nothing is refused with the scripts there are', async () => {
    expectSentence(await xspawn(scene(files), '--all', '--', 'npm:sya:*'), 125, /it has say:a, say:b, say:b:more/);
    expectSentence(await xspawn(scene({ 'package.json': '{' }), '--all', '--', 'npm:a'), 125, 'is not JSON');
  });

  test('a signal reaches the script, and what npm started ends', async () => {
    const here = scene();
    const puppet = await Puppet.listen(here);
    here.write({ 'package.json': JSON.stringify({ scripts: { 'watch:a': puppet.command.join(' ') } }) });
    const running = startXspawn(here, '--all', '--', 'npm:watch:*');
    const actor = await puppet.connected();
    await actor.do({ catch: 'SIGINT' });
    running.kill('SIGINT');
    await actor.received('SIGINT');
    await actor.do({ exit: 0 });
    expect(await running.ended).toMatchObject({ signal: 'SIGINT' });
  });
});

describe('signals', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)('%s ends all, then xspawn', async (signal) => {
    const { puppet, running, actors } = await puppets(2, ['-j', '2', '--restart-failed', '--retry-delay', '0'], 1);
    await actors[0].do({ catch: signal });
    running.kill(signal);
    await actors[0].received(signal);
    await actors[1].ended;
    expect(isAlive(running.pid)).toBe(true);
    await actors[0].do({ exit: 1 });
    expect(await running.ended).toMatchObject({ code: null, signal, stderr: '' });
    expect(puppet.actors).toHaveLength(2);
  });

  test('--no-raise makes it a code', async () => {
    const { running } = await puppets(2, ['--no-raise']);
    running.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 143, signal: null });
  });

  test('a second one kills', async () => {
    const { running, actors } = await puppets(2);
    for (const actor of actors) await actor.do({ catch: 'SIGINT' });
    running.kill('SIGINT');
    for (const actor of actors) await actor.received('SIGINT');
    running.kill('SIGTERM');
    await allEnded(actors);
    expect(await running.ended).toMatchObject({ signal: 'SIGINT' });
  });

  test('what a command started ends with it', async () => {
    const { puppet, running, actors } = await puppets(2);
    await actors[0].do({ spawn: puppet.command });
    const child = await puppet.connected();
    await child.do({ ignore: 'SIGINT' });
    running.kill('SIGINT');
    await allEnded([...actors, child]);
    expect(await running.ended).toMatchObject({ signal: 'SIGINT' });
  });

  test('USR1 reaches all of them', async () => {
    const { running, actors } = await puppets(2);
    for (const actor of actors) await actor.do({ catch: 'SIGUSR1' });
    running.kill('SIGUSR1');
    for (const actor of actors) await actor.received('SIGUSR1');
    await Promise.all(actors.map((actor) => actor.do({ exit: 0 })));
    expect(await running.ended).toMatchObject({ code: 0 });
  });

  test('TSTP stops all of them and xspawn, and CONT has them go on', async () => {
    const { running, actors } = await puppets(2);
    const states = () => [running.pid, ...actors.map(({ pid }) => pid)].map((pid) => processInfo(pid).state);
    running.kill('SIGTSTP');
    await until(() => states().every((state) => state === 'T'), 'all are stopped');
    running.kill('SIGCONT');
    await until(() => !states().includes('T'), 'all go on');
    await Promise.all(actors.map((actor) => actor.do({ exit: 0 })));
    expect(await running.ended).toMatchObject({ code: 0 });
  });
});

test('a reader that goes away ends all', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const commands = several(['a', 'b'].map((name) => [...puppet.command, name]));
  const line = '{ "$@"; echo "$?" >&2; } | head -n 1';
  const running = here.start('sh', ['-c', line, 'sh', toolPath('xspawn'), '--all', '--', ...commands]);
  const [one, other] = (await puppet.connectedAll(2)) as [Actor, Actor];
  await one.do({ write: 'stdout', text: 'first\n' });
  await running.until(/first\n/);
  await until(() => !processesAround(here.root).some(({ command }) => /^head /.test(command)), 'the reader is gone');
  // It may be ended before it can answer.
  void one.do({ write: 'stdout', text: 'second\n' }).catch(() => {});
  await allEnded([one, other]);
  expect((await running.ended).stderr).toMatch(/^141\n$/m);
});

describe('kill -9 of xspawn', () => {
  const nothingLeft = (here: Scene): Promise<unknown> =>
    until(() => processesAround(here.root).length === 0, 'nothing is left of the commands and their guards');

  test('ends all commands, with what they started', async () => {
    const { here, puppet, running, actors } = await puppets(3);
    await actors[0].do({ spawn: puppet.command });
    const child = await puppet.connected();
    running.kill('SIGKILL');
    await allEnded([...actors, child]);
    await nothingLeft(here);
  });

  test('at any moment leaves nothing', async () => {
    const here = scene();
    const line = 'sleep 1000 & sleep 1000';
    for (let round = 0; round < 12; round += 1) {
      const running = startXspawn(here, '--all', '--', ...several([sh(line), sh(line)]));
      await sleep(40 + round * 10); // any moment will do
      running.kill('SIGKILL');
      await running.ended;
    }
    await nothingLeft(here);
  });

  test('--orphans leave lets them live', async () => {
    const { running, actors } = await puppets(2, ['--orphans', 'leave']);
    running.kill('SIGKILL');
    await until(() => !isAlive(running.pid), 'xspawn is gone');
    expect(actors.every(({ pid }) => isAlive(pid))).toBe(true);
    await Promise.all(actors.map((actor) => actor.do({ exit: 0 })));
    await running.ended;
  });
});

test('--dry-run prints the commands, and starts none', async () => {
  const here = scene();
  const ended = await xspawn(here, '--all', '--dry-run', '--', 'touch', 'a b', ':::', 'no-such-command');
  expect(ended).toMatchObject({ code: 0, stdout: "touch 'a b'\nno-such-command\n" });
  expect((await here.run('ls')).stdout).toBe('');
});

test.each<[wrong: string, words: readonly string[], sentence: string]>([
  ['an empty command', ['--all', '--', 'a', ':::'], '--all: command 2 of 2 is empty'],
  [
    'too few names',
    ['--all', '--names', 'a', '--', 'a', ':::', 'b'],
    '--names: expected a name for each of 2 commands',
  ],
  ['--each, too', ['--all', '--each', '--', 'a'], '--all and --each are two ways to run'],
  ['--sequence and --race', ['--all', '--sequence', '--race', '--', 'a'], 'give either'],
  ['--detach', ['--all', '--detach', '--', 'a'], '--detach leaves one command'],
  ['--joblog', ['--all', '--joblog', 'x', '--', 'a'], '--joblog is an option of --each'],
  ['a wrong --halt', ['--all', '--halt', 'later', '--', 'a'], '--halt'],
  ['--race without --all', ['--race', '--', 'a', ':::', 'b'], '--race is an option of --all'],
])('refused: %s', async (_, words, sentence) => {
  expectSentence(await xspawn(scene(), ...words), 125, sentence);
});
