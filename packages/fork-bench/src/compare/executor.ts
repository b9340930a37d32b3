// Runs the commands that are compared, with all that belongs around a run. A test of the loop has one that runs nothing.
import { type CommandLine, ExitCode, Failure, planExecution } from '@proctools/core';
import { type Variables, withOffset } from '../measure/environment.ts';
import type { Streams } from '../measure/streams.ts';
import type { Reading, Run, Way } from '../measure/way.ts';
import { runHook } from './hooks.ts';
import type { NodeFolders } from './node-folder.ts';
import type { Shell, Subject } from './subject.ts';

export interface Executor {
  /** Runs its setup, and finds what is to be executed. A Failure when that goes wrong. */
  readonly setUp: (subject: Subject, signal: AbortSignal) => Promise<void>;
  /** One run, with prepare before it and conclude after it. */
  readonly run: (subject: Subject, environmentOffset: number, signal: AbortSignal) => Promise<Reading>;
  /** Its shell with nothing to do. */
  readonly runEmptyShell: (subject: Subject, environmentOffset: number, signal: AbortSignal) => Promise<Reading>;
  readonly cleanUp: (subject: Subject, signal: AbortSignal) => Promise<void>;
}

export interface Setting {
  readonly way: Way;
  readonly streams: Streams;
  readonly environment: Variables;
  readonly folders: NodeFolders;
  readonly cwd: string;
  readonly shell: Shell;
  readonly timeoutMs: number | undefined;
}

const environmentFor = ({ environment, folders }: Setting, { node }: Subject): Variables =>
  node === undefined ? environment : { ...environment, PATH: `${folders.folderOf(node)}:${environment.PATH ?? ''}` };

/** What the system is to execute; a Failure when there is nothing of that name, or it is no program. */
const resolve = async ([name, ...operands]: CommandLine, setting: Setting, subject: Subject) => {
  const planned = await planExecution([name, ...operands], {
    environment: environmentFor(setting, subject),
    cwd: setting.cwd,
  });
  if (planned.type === 'found') return planned;
  const reason = planned.type === 'not-found' ? `${name}: command not found` : `${planned.file}: ${planned.reason}`;
  throw new Failure(ExitCode.failed, `cannot run ${subject.name}: ${reason}`);
};

type Program = Pick<Run, 'file' | 'operands' | 'environment'>;

const programOf = async (words: CommandLine, setting: Setting, subject: Subject): Promise<Program> => {
  const { environment, file, operands } = await resolve(words, setting, subject);
  return { file, operands, environment: { ...environmentFor(setting, subject), ...environment } };
};

export const openExecutor = (setting: Setting): Executor => {
  const { cwd, shell, streams, timeoutMs, way } = setting;
  const programs = new Map<Subject, Program>();
  const shells = new Map<Subject, Program>();

  const around = (subject: Subject, which: 'prepare' | 'conclude' | 'setup' | 'cleanup', signal: AbortSignal) =>
    runHook(subject, which, shell, { cwd, environment: environmentFor(setting, subject), signal });

  const measure = async (program: Program | undefined, offset: number, signal: AbortSignal): Promise<Reading> => {
    if (program === undefined) throw new Error('a command is run that was not set up');
    const { finish, stdio } = streams.open();
    try {
      const environment = withOffset(program.environment, offset);
      return await way.run({ ...program, environment, cwd, stdio, timeoutMs }, signal);
    } finally {
      finish();
    }
  };

  return {
    setUp: async (subject, signal) => {
      await around(subject, 'setup', signal);
      programs.set(subject, await programOf(subject.words, setting, subject));
      const [name, ...options] = subject.shell ?? [];
      if (name !== undefined) shells.set(subject, await programOf([name, ...options, '-c', ':'], setting, subject));
    },
    run: async (subject, environmentOffset, signal) => {
      await around(subject, 'prepare', signal);
      const reading = await measure(programs.get(subject), environmentOffset, signal);
      await around(subject, 'conclude', signal);
      return reading;
    },
    runEmptyShell: (subject, environmentOffset, signal) => measure(shells.get(subject), environmentOffset, signal),
    cleanUp: (subject, signal) => around(subject, 'cleanup', signal),
  };
};
