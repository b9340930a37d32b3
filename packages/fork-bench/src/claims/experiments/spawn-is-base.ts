import { ChildProcess, exec, execFile } from 'node:child_process';
import path from 'node:path';
import { commandLineOf } from '@proctools/core';
import { programs } from '../../suites/create/programs.ts';
import { asNumber, type Claim, type Judgement, notOnWindows, shown } from '../claim.ts';
import { endOf, messageOf, release } from '../messages.ts';
import type { Stage } from '../stage.ts';

/** What ChildProcess.prototype.spawn, which `spawn` is made with, was called with. */
interface SpawnCall {
  readonly file: string;
  readonly args: readonly string[];
}

export interface Calls {
  readonly exec: readonly SpawnCall[];
  readonly execFile: readonly SpawnCall[];
  readonly fork: readonly SpawnCall[];
  /** Whether the command line of the forked process, as the system shows it, is that of the call; undefined where it does not show the words. */
  readonly isSeen: boolean | undefined;
}

const say = (calls: readonly SpawnCall[]): string =>
  calls.length === 1
    ? calls.flatMap(({ args, file }) => [file, ...args.slice(1, 2)].map((word) => path.basename(word))).join(' ')
    : `${calls.length} calls`;

export const judgeCalls = (calls: Calls): Judgement => {
  const isOne = [calls.exec, calls.execFile, calls.fork].every(({ length }) => length === 1);
  return {
    verdict: shown(isOne && calls.isSeen !== false),
    figure: `exec called it with "${say(calls.exec)}", execFile with "${say(calls.execFile)}", fork with "${say(calls.fork)}"`,
    values: {
      execCalls: calls.exec.length,
      execFileCalls: calls.execFile.length,
      forkCalls: calls.fork.length,
      ...(calls.isSeen !== undefined && { isSeen: asNumber(calls.isSeen) }),
    },
  };
};

type Spawn = (this: ChildProcess, call: SpawnCall) => unknown;

/** Has `start` start something, and answers with the calls that were made meanwhile. */
const callsOf = async (start: () => Promise<unknown>): Promise<readonly SpawnCall[]> => {
  const base = ChildProcess.prototype as unknown as { spawn: Spawn };
  const { spawn } = base;
  const calls: SpawnCall[] = [];
  base.spawn = function (call) {
    calls.push({ file: call.file, args: call.args });
    return spawn.call(this, call);
  };
  try {
    await start();
  } finally {
    base.spawn = spawn;
  }
  return calls;
};

const seen = async (stage: Stage, onCommandLine: (words: readonly string[]) => void): Promise<void> => {
  const child = stage.forkIdle();
  await messageOf(child);
  onCommandLine(commandLineOf(child.pid ?? 0));
  await release(child);
};

export const spawnIsBase: Claim = {
  id: 'spawn-is-base',
  text: 'exec, execFile and fork are made with spawn',
  source: '001, 002',
  obstacle: notOnWindows,
  check: async (stage) => {
    let commandLine: readonly string[] = [];
    const calls = {
      exec: await callsOf(() => endOf(exec('exit 0'))),
      execFile: await callsOf(() => endOf(execFile(programs.echo, ['x']))),
      fork: await callsOf(() =>
        seen(stage, (words) => {
          commandLine = words;
        }),
      ),
    };
    const isSeen = process.platform === 'linux' ? calls.fork[0]?.args.join('\0') === commandLine.join('\0') : undefined;
    return judgeCalls({ ...calls, isSeen });
  },
};
