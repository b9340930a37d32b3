import { spawnSync } from 'node:child_process';
import { ExitCode, Failure, resolveCommand } from '@proctools/core';
import { type Executor, runWith } from './answering-way.ts';
import { hideVariables } from './hidden-variables.ts';
import { perlCalls, perlScript } from './perl-script.ts';
import { tryOut } from './try-out.ts';
import type { Way } from './way.ts';

const asksPerl = (name: string): boolean => name.startsWith('PERL');

/** How much memory perl itself has taken: the child that it forks begins with a part of it. proc_pid_status(5) */
const peakOf = (perl: string): number => {
  const script = 'open my $status, "<", "/proc/self/status" or exit; /^VmHWM:\\s*(\\d+)/ && print $1 while <$status>';
  return Number(spawnSync(perl, ['-e', script], { encoding: 'utf8', env: {} }).stdout) * 1_024;
};

const executorWith = (perl: string, script: string): Executor => {
  const peakBytes = process.platform === 'linux' ? peakOf(perl) : 0;
  return {
    title: 'perl',
    file: perl,
    operands: ['-e', script, '--'],
    environmentFor: (run) => hideVariables(run.environment, asksPerl),
    // Elsewhere nobody has tried what the memory of a child begins with, nor in which unit it is told.
    floorBytes: peakBytes || Number.POSITIVE_INFINITY,
  };
};

/** Measures with perl, which is on most systems and can do system calls. Rejects with a Failure where it is not or cannot. */
export const perlWay = async ({ PATH }: Readonly<Record<string, string | undefined>>): Promise<Way> => {
  const calls = perlCalls(process.platform, process.arch);
  if (!calls) {
    const machine = `${process.platform} on ${process.arch}`;
    throw new Failure(ExitCode.failed, `nobody has told the numbers of system calls for ${machine}`);
  }
  const perl = resolveCommand('perl', PATH, process.cwd());
  if (perl.type !== 'found') throw new Failure(ExitCode.failed, 'there is no perl on PATH');
  const executor = executorWith(perl.file, perlScript(calls));
  const hasMemory = Number.isFinite(executor.floorBytes);
  const memory = `, peak memory of more than ${Math.ceil(executor.floorBytes / 1e6)} MB`;
  return tryOut({
    name: 'perl',
    description: `perl, which waits for the command: CPU time to 1 µs${hasMemory ? memory : ''}`,
    cpuResolutionMs: 0.001,
    hasMemory,
    run: (run, signal) => runWith(executor, run, signal),
  });
};
