import path from 'node:path';
import {
  callersOpenFiles,
  dieBy,
  ExitCode,
  Failure,
  isBelowInit,
  isCommandLineReadable,
  originalEnvironment,
  writeErr,
  writeOut,
} from '@proctools/core';
import { observe } from '../observe.ts';
import { planStart, type StartOptions } from '../plan.ts';
import { reportPlan, reportStart } from '../report.ts';
import { reportStatus } from '../report-status.ts';
import type { Launch } from '../start/launch-request.ts';
import type { StartOutcome } from '../start/outcome.ts';
import { prepare } from '../start/prepare.ts';
import { folderOf, openStore } from '../store/home.ts';
import type { Called } from '../supervisor/call.ts';
import { startVerdict } from '../verdict.ts';
import type { Printing } from './options.ts';
import { launchWatched } from './watched.ts';

/** What Node cannot read it cannot hand on either: that is said, and not hidden. */
export const callersEnvironment = (pid: number | 'self' = 'self'): Readonly<Record<string, string>> => {
  const { variables, unreadable } = originalEnvironment(pid);
  for (const name of unreadable) {
    writeErr(`daemonize: the variable ${name} is left out: it is not UTF-8, and Node cannot hand it on\n`);
  }
  return variables;
};

/** Where relative paths begin. The directory that we were called in may be gone; then only `--chdir` can help. */
const startingPoint = (chdir: string | undefined): string => {
  try {
    return process.cwd();
  } catch (error) {
    if (chdir !== undefined && path.isAbsolute(chdir)) return chdir;
    throw new Failure(ExitCode.failed, 'the current directory does not exist any more', {
      hint: 'go to another, or give an absolute one with --chdir',
      cause: error,
    });
  }
};

/** Tells how a start went, and dies by the signal that interrupted it. */
export const tellOutcome = async (outcome: StartOutcome, options: Printing): Promise<number> => {
  const isUp = outcome.type === 'started' || (outcome.type === 'already-running' && outcome.wanted);
  const status = options.json && isUp ? observe(outcome.record) : undefined;
  const { stderr, stdout } = reportStart(outcome, status, options.quiet);
  if (stdout !== '') writeOut(stdout);
  if (stderr !== '') writeErr(stderr);
  if (options.verbose && isUp && !options.json) writeErr(reportStatus(observe(outcome.record), options));
  if (outcome.type === 'interrupted') await dieBy(outcome.signal);
  return startVerdict(outcome);
};

interface Call {
  readonly options: Printing<StartOptions & { readonly dryRun: boolean }>;
  readonly operands: readonly string[];
}

const start = async ({ operands, options }: Call, called: Called | undefined): Promise<number> => {
  if (!isCommandLineReadable()) {
    throw new Failure(ExitCode.failed, 'a word of the command line is not UTF-8, so Node cannot hand it on as it is');
  }
  const { name, settings, source, ifNotRunning } = planStart(options, operands, {
    cwd: startingPoint(options.chdir),
    environment: callersEnvironment(options.foreground && isBelowInit() ? process.ppid : 'self'),
    umask: process.umask(),
    openFiles: callersOpenFiles() ?? null,
  });
  const store = openStore();
  const request: Launch = { name, settings, source, ifNotRunning, by: 'start', supervisor: null };
  if (settings.foreground && !options.dryRun) {
    return (await import('../foreground/foreground.ts')).runInForeground(store, request, options);
  }
  if (!options.dryRun) return tellOutcome(await launchWatched(store, request, options, called), options);
  const prepared = prepare(request);
  if (prepared.type !== 'prepared') return tellOutcome(prepared, options);
  writeOut(reportPlan(folderOf(store, name), prepared.file, name, settings, options.json));
  return ExitCode.done;
};

/** `start`, with the supervisor that was called for it already, if there is one. */
export const startWith =
  (called: Called | undefined) =>
  (call: Call): Promise<number> =>
    start(call, called);
