import { existsSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Environment, environment } from './environment.ts';
import { directory, type Literal, write } from './files.ts';
import { type Found, isAlive, processesAround } from './processes.ts';
import { type Ended, type Running, type RunOptions, run, start } from './run.ts';
import { isBuilt, toolPath } from './tool.ts';
import { until } from './until.ts';

/**
 * A place of a test's own: HOME, TMPDIR, a working directory and the state of `daemonize`, below one directory.
 * Everything started in it carries `marker` in its environment. When the test ends, its daemons are stopped; then
 * whatever still runs is killed by pid, and fails the test by name.
 */
export interface Scene {
  readonly root: string;
  readonly home: string;
  readonly temporary: string;
  /** Where commands run. */
  readonly work: string;
  /** DAEMONIZE_HOME; it does not exist until a command makes it. */
  readonly state: string;
  /** `PROCTOOLS_TEST=…`, as `processesWith` wants it. */
  readonly marker: string;
  readonly environment: Environment;
  /** Adds files to the working directory. */
  write(files: Literal): void;
  run(file: string, operands?: readonly string[], options?: RunOptions): Promise<Ended>;
  start(file: string, operands?: readonly string[], options?: RunOptions): Running;
  /** Runs the built daemonize to its end. */
  daemonize(...operands: readonly string[]): Promise<Ended>;
  /** Starts the built daemonize, for what goes on: `logs -f`, `--foreground`. */
  startDaemonize(...operands: readonly string[]): Running;
  /** Runs another built command to its end. */
  tool(name: string, operands: readonly string[], options?: RunOptions): Promise<Ended>;
  /** `daemonize stop --all`; the test's end does the same. */
  cleanUp(): Promise<void>;
  /** Has something done after the test's processes were looked for. */
  afterwards(work: () => void | Promise<void>): void;
}

const kill = ({ pid, startTime }: Found): void => {
  if (isAlive(pid, startTime)) process.kill(pid, 'SIGKILL');
};

const say = ({ pid, command }: Found): string => `  ${pid} ${command}`;

/** What ends may take a moment until it has ended. */
const GRACE_MS = 1_000;

const killAll = (root: string): Promise<boolean> =>
  until(() => {
    const found = processesAround(root);
    found.forEach(kill);
    return found.length === 0;
  }, 'what a test left running can be killed');

/** Throws naming what still runs, after it was killed: again and again, as something may be there to restart it. */
const assertNothingRuns = async (root: string): Promise<void> => {
  const nothing = () => processesAround(root).length === 0;
  if (await until(nothing, 'nothing runs', GRACE_MS).catch(() => false)) return;
  const left = processesAround(root);
  await killAll(root);
  throw new Error(`the test left these processes running:\n${left.map(say).join('\n')}`);
};

const environmentIn = (root: string, marker: string): Environment =>
  environment({
    HOME: path.join(root, 'home'),
    TMPDIR: path.join(root, 'tmp'),
    DAEMONIZE_HOME: path.join(root, 'state'),
    PROCTOOLS_TEST: marker,
  });

/** Makes a scene for the running test, with these files in its working directory. */
export const scene = (files: Literal = {}): Scene => {
  const root = directory({ 'home/': '', 'tmp/': '', 'work/': '' });
  const [work, state] = [path.join(root, 'work'), path.join(root, 'state')];
  const own = environmentIn(root, path.basename(root));
  const complete = (options: RunOptions = {}): RunOptions => ({
    cwd: work,
    ...options,
    environment: { ...own, ...options.environment },
  });
  const runHere: Scene['run'] = (file, operands, options) => run(file, operands, complete(options));
  const startHere: Scene['start'] = (file, operands, options) => start(file, operands, complete(options));
  const last: (() => void | Promise<void>)[] = [];
  const cleanUp = async (): Promise<void> => {
    if (!existsSync(state) || !isBuilt('daemonize')) return;
    const { code, signal, stderr } = await runHere(toolPath('daemonize'), ['stop', '--all']);
    if (code !== 0) throw new Error(`daemonize stop --all ended with ${signal ?? code}: ${stderr}`);
  };
  // Called in the opposite order.
  onTestFinished(async () => void (await Promise.all(last.map((work) => work()))));
  onTestFinished(() => assertNothingRuns(root));
  onTestFinished(cleanUp);
  write(work, files);
  return {
    root,
    home: path.join(root, 'home'),
    temporary: path.join(root, 'tmp'),
    work,
    state,
    marker: `PROCTOOLS_TEST=${path.basename(root)}`,
    environment: own,
    write: (more) => write(work, more),
    run: runHere,
    start: startHere,
    daemonize: (...operands) => runHere(toolPath('daemonize'), operands),
    startDaemonize: (...operands) => startHere(toolPath('daemonize'), operands),
    tool: (name, operands, options) => runHere(toolPath(name), operands, options),
    cleanUp,
    afterwards: (work) => void last.push(work),
  };
};
