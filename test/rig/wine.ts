import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeExe, obstacleOfWindows, template, wineEnvironment } from '../../scripts/wine.ts';
import { type Environment, environment } from './environment.ts';
import type { Ended } from './run.ts';
import { within } from './until.ts';

/** Why commands cannot be run on Windows here; undefined when they can. */
export const noWindows: string | undefined = obstacleOfWindows();

interface WindowsOptions {
  readonly environment?: Environment;
  readonly cwd?: string;
  /** What stands on PATH before Windows' own folders and Node's: folders as Unix names them. */
  readonly path?: readonly string[];
}

/** A Windows of a test file's own: what runs in it meets nothing of other files or suites. */
export interface Windows {
  /** Runs a script in node.exe to its end. Only the low 8 bits of its exit code are seen. */
  readonly node: (script: string, operands?: readonly string[], options?: WindowsOptions) => Promise<Ended>;
  /** Ends all that runs in it, and removes it. */
  readonly remove: () => Promise<void>;
}

/** Where the tests' files lie is a drive of its own, where paths such as /proc lead nowhere, as they do on Windows. */
const [HERE, EVERYTHING] = ['d:', 'z:'];

/** A file as Windows names it. */
export const windowsPath = (file: string): string => {
  const below = path.relative(os.tmpdir(), file);
  const [drive, rest] = below.startsWith('..') ? [EVERYTHING, file] : [HERE, `/${below}`];
  return `${drive}${rest.replaceAll('/', '\\')}`;
};

const REGISTRY = ['system.reg', 'user.reg', 'userdef.reg', '.update-timestamp'];

/** A copy of the template, but for its 700 MB of files: those are shared, as nothing writes there. */
const makePrefix = (root: string): void => {
  mkdirSync(path.join(root, 'dosdevices'));
  for (const name of REGISTRY) copyFileSync(path.join(template, name), path.join(root, name));
  symlinkSync(path.join(template, 'drive_c'), path.join(root, 'dosdevices', 'c:'));
  symlinkSync(os.tmpdir(), path.join(root, 'dosdevices', HERE));
  symlinkSync('/', path.join(root, 'dosdevices', EVERYTHING));
};

const runIn = async (root: string, command: readonly string[], options: WindowsOptions): Promise<Ended> => {
  const folder = mkdtempSync(path.join(root, 'output-'));
  // Wine cannot hand on pipes of Unix.
  const [stdout, stderr] = [path.join(folder, 'stdout'), path.join(folder, 'stderr')];
  const descriptors = [stdout, stderr].map((file) => openSync(file, 'w'));
  const WINEPATH = [...(options.path ?? []), path.dirname(nodeExe)].map(windowsPath).join(';');
  const env = { ...environment(options.environment), ...wineEnvironment(root), WINEPATH };
  const child = spawn('wine', command, { cwd: options.cwd ?? root, env, stdio: ['ignore', ...descriptors] });
  descriptors.forEach(closeSync);
  const said = (file: string) => readFileSync(file, 'utf8');
  const ended = once(child, 'exit');
  try {
    const [code, signal] = await within(ended, () => `${command.join(' ')} ends; stderr so far: ${said(stderr)}`);
    return { code, signal, stdout: said(stdout), stderr: said(stderr) };
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
  }
};

/**
 * Makes a Windows; only where `noWindows` says nothing. Its server stays for as long as it is there: by itself it would end
 * when nothing runs, and what is started at that very moment would fail.
 */
export const makeWindows = async (): Promise<Windows> => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'proctools-windows-'));
  makePrefix(root);
  const tellServer = async (wish: '--persistent' | '--kill'): Promise<void> => {
    const env = { ...environment(), ...wineEnvironment(root) };
    await once(spawn('wineserver', [wish], { env, stdio: 'ignore' }), 'exit');
  };
  await tellServer('--persistent');
  return {
    node: (script, operands = [], options = {}) => runIn(root, [nodeExe, windowsPath(script), ...operands], options),
    remove: async () => {
      await tellServer('--kill');
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
