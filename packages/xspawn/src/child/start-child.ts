import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { dashFile, endedFrom, errorCode, isInit, obstacleInEnvironment, readProcess } from '@proctools/core';
import type { Birth, Child, Ending, Stdio } from './child.ts';
import { type Guard, guardAt } from './guard.ts';
import { bornAfter, bornBefore, countingOnly, GUARD } from './guard-script.ts';
import { hasDefaultAction } from './signal-actions.ts';

type Spawn = typeof import('node:child_process')['spawn'];

// Asked for when it is needed: it takes 3 ms to load, and where xspawn becomes the command it is not.
const spawn = ((...operands: Parameters<Spawn>) =>
  process.getBuiltinModule('node:child_process').spawn(...operands)) as Spawn;

/** Where the guard is connected, in the shell that bears it; or, in a command that is given one, the channel. */
const LINK = 3;

const stdioOf = ({ stdio }: Birth, link: readonly 'pipe'[]): StdioOptions => [
  ...stdio.map((where: Stdio) => (where === 'null' ? 'ignore' : where)),
  ...link,
];

/** By which Node, as the child, learns of its channel. */
const channelVariables = { NODE_CHANNEL_FD: String(LINK), NODE_CHANNEL_SERIALIZATION_MODE: 'json' };

const spawnPlain = (birth: Birth): ChildProcess => {
  const { execution, environment } = birth;
  return spawn(execution.file, execution.operands, {
    argv0: execution.argv0,
    detached: birth.ownGroup,
    env: { ...environment, ...execution.environment, ...(birth.channel ? channelVariables : {}) },
    stdio: stdioOf(birth, birth.channel ? ['pipe'] : []),
    windowsVerbatimArguments: execution.verbatim,
    windowsHide: false,
  });
};

/** A shell can give a command no other name than the one that it is found by. */
const wordFor = ({ argv0, file }: Birth['execution'], search: string | undefined): string | undefined => {
  if (argv0 === file || (argv0.includes('/') && !argv0.startsWith('-'))) return argv0;
  return search !== undefined && !argv0.startsWith('-') && file.endsWith(`/${argv0}`) ? argv0 : undefined;
};

/** The command with the guard born before it; undefined where no shell can do that exactly. */
const spawnGuarded = (dash: string, birth: Birth): ChildProcess | undefined => {
  const { execution, environment, ownGroup } = birth;
  const word = wordFor(execution, environment.PATH);
  if (word === undefined || birth.channel || obstacleInEnvironment(environment) !== undefined) return undefined;
  const { PWD } = environment;
  const script = bornBefore(ownGroup, PWD !== undefined);
  return spawn(dash, ['-c', script, GUARD, PWD ?? '', word, ...execution.operands], {
    detached: ownGroup,
    env: environment,
    stdio: stdioOf(birth, ['pipe']),
  });
};

const guardAfter = (shell: string, pid: number, { orphans, ownGroup }: Birth): Guard => {
  const script = orphans === 'kill' ? bornAfter(ownGroup) : countingOnly;
  const child = spawn(shell, ['-c', script, GUARD, String(pid)], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  child.on('error', () => {});
  return guardAt(child.stdio[LINK] as Duplex);
};

const endingOf = (child: ChildProcess, file: string): Promise<Ending> =>
  new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid !== undefined) return; // of a signal or a message
      const code = errorCode(error);
      resolve({ notStarted: `${file}: ${code ?? error.message}`, code: code === 'ENOENT' ? 127 : 126 });
    });
    child.once('exit', (code, signal) => resolve(endedFrom(code, signal)));
  });

/** Without us, the first process of a container, the kernel kills all others: a guard would only be a child to reap. */
const orphansOf = ({ orphans }: Birth): Birth['orphans'] => (isInit() ? 'leave' : orphans);

const start = (asked: Birth): { readonly process: ChildProcess; readonly guard: Guard | undefined } => {
  const birth: Birth = { ...asked, orphans: orphansOf(asked) };
  const isGuardWanted = process.platform !== 'win32' && (birth.orphans === 'kill' || !birth.ownGroup);
  const dash = isGuardWanted ? dashFile() : undefined;
  const guarded = dash === undefined || birth.orphans === 'leave' ? undefined : spawnGuarded(dash, birth);
  if (guarded) return { process: guarded, guard: guardAt(guarded.stdio[LINK] as Duplex) };
  const child = spawnPlain(birth);
  if (!isGuardWanted || child.pid === undefined) return { process: child, guard: undefined };
  return { process: child, guard: guardAfter(dash ?? 'sh', child.pid, birth) };
};

/**
 * A terminal's signal to stop has no effect on who leads a session of its own: the kernel thinks that nobody could make it
 * go on. We can. signal(7)
 */
const signalForLeader = (pid: number | undefined, signal: NodeJS.Signals): NodeJS.Signals =>
  signal === 'SIGTSTP' && pid !== undefined && hasDefaultAction(pid, signal) ? 'SIGSTOP' : signal;

/** Starts a child. It always answers: what could not be started has ended with a reason. */
export const startChild = (birth: Birth): Child => {
  const { process: child, guard } = start(birth);
  return {
    process: child,
    ended: endingOf(child, birth.execution.file),
    signal: (signal) => void child.kill(signal),
    isStopped: () => child.pid !== undefined && readProcess(child.pid)?.state === 'T',
    forward: async (signal) => {
      if (birth.ownGroup) child.kill(signalForLeader(child.pid, signal));
      else if (!(await guard?.hasGot(signal))) child.kill(signal);
    },
    ties: { isGroupOwn: birth.ownGroup, isHeld: guard !== undefined },
    release: () => guard?.release(),
  };
};
