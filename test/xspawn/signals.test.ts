import { expect, test } from 'vitest';
import { processInfo } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { gotIn, TELLER } from './teller.ts';
import { startXspawn, WAYS } from './ways.ts';

const PASSED_ON = 'SIGTERM SIGHUP SIGINT SIGQUIT SIGUSR1 SIGUSR2 SIGWINCH'.split(' ') as readonly NodeJS.Signals[];

/** A puppet below xspawn. */
const running = async (options: readonly string[]) => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const xspawn = startXspawn(here, ...options, ...puppet.command);
  return { here, xspawn, puppet, actor: await puppet.connected() };
};

const stateOf = (pid: number): string => processInfo(pid).state;

test.each(WAYS)('every signal sent to xspawn reaches the command, once, %s', async (_, options) => {
  const here = scene({ 'teller.cjs': TELLER });
  const xspawn = startXspawn(here, ...options, process.execPath, 'teller.cjs', 'all');
  await xspawn.until(/pid/);
  const names = ['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'WINCH', 'TSTP', 'CONT', 'INT', 'TERM'];
  for (const [index] of names.entries()) {
    xspawn.kill(`SIG${names[index]}` as NodeJS.Signals);
    const soFar = names.slice(0, index + 1);
    await until(() => gotIn(xspawn.stdout).length >= soFar.length, `it got ${soFar}`);
    expect(gotIn(xspawn.stdout)).toEqual(soFar);
  }
  expect(await xspawn.ended).toMatchObject({ code: 7 });
  expect(gotIn(xspawn.stdout)).toEqual(names);
});

test.each(WAYS)('death by a signal that xspawn was sent is its own death, %s', async (_, options) => {
  const { xspawn } = await running(options);
  xspawn.kill('SIGTERM');
  expect(await xspawn.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
});

test.each(WAYS)('several signals in a row all reach it, %s', async (_, options) => {
  const { xspawn, actor } = await running(options);
  for (const signal of PASSED_ON) await actor.do({ catch: signal });
  for (let round = 0; round < 3; round += 1) {
    for (const signal of PASSED_ON) xspawn.kill(signal);
    for (const signal of PASSED_ON) await actor.received(signal);
  }
  await actor.do({ exit: 7 });
  expect(await xspawn.ended).toMatchObject({ code: 7, signal: null });
});

test.each(WAYS)('a command that catches TERM says how it ends, %s', async (_, options) => {
  const { xspawn, actor } = await running(options);
  await actor.do({ catch: 'SIGTERM' });
  xspawn.kill('SIGTERM');
  await actor.received('SIGTERM');
  await actor.do({ exit: 5 });
  expect(await xspawn.ended).toMatchObject({ code: 5, signal: null });
});

test.each(WAYS)('TSTP stops the command and xspawn, and CONT has both go on, %s', async (_, options) => {
  const { xspawn, actor } = await running(options);
  const pids = [xspawn.pid, actor.pid];
  for (let round = 0; round < 2; round += 1) {
    if (options.length === 0 && xspawn.pid === actor.pid) break; // the kernel does that: it is the command itself
    xspawn.kill('SIGTSTP');
    await until(() => pids.every((pid) => stateOf(pid) === 'T'), 'both are stopped');
    xspawn.kill('SIGCONT');
    await until(() => pids.every((pid) => stateOf(pid) !== 'T'), 'both go on');
  }
  await actor.do({ exit: 0 });
  expect(await xspawn.ended).toMatchObject({ code: 0 });
});

test.each(WAYS)(
  'told once more of a stop that it has followed, xspawn goes on all the same, %s',
  async (_, options) => {
    const { xspawn, actor } = await running(options);
    const pids = [xspawn.pid, actor.pid];
    if (xspawn.pid !== actor.pid) {
      xspawn.kill('SIGTSTP');
      await until(() => pids.every((pid) => stateOf(pid) === 'T'), 'both are stopped');
      process.kill(xspawn.pid, 'SIGCHLD'); // as of the command's having gone on before; it is heard before CONT
      xspawn.kill('SIGCONT');
      await until(() => pids.every((pid) => stateOf(pid) !== 'T'), 'both go on');
    }
    await actor.do({ exit: 0 });
    expect(await xspawn.ended).toMatchObject({ code: 0 });
  },
);

test.each(WAYS)('who catches TSTP gets it, and is not stopped; CONT as well, %s', async (_, options) => {
  const { xspawn, actor } = await running(options);
  for (const signal of ['SIGTSTP', 'SIGCONT'] as const) {
    await actor.do({ catch: signal });
    xspawn.kill(signal);
    await actor.received(signal);
  }
  expect([xspawn.pid, actor.pid].map(stateOf)).not.toContain('T');
  await actor.do({ exit: 0 });
  await xspawn.ended;
});

// Node gives all signals their default action when it starts, before a line of ours runs: what its caller ignored cannot
// be known. `xspawn nohup COMMAND` does what is wanted. nodejs/node src/node.cc, PlatformInit
test.fails.each(WAYS)('what nohup has xspawn ignore the command ignores, too, %s', async (_, options) => {
  const command = [toolPath('xspawn'), ...options, 'cat', '/proc/self/status'];
  const { stdout } = await scene().run('sh', ['-c', 'trap "" HUP; exec "$@"', 'sh', ...command]);
  expect(stdout).toMatch(/^SigIgn:\t0+1$/m);
});
