/** The Nodes to measure with. */
import { execFile } from 'node:child_process';
import { ExitCode, Failure, resolveCommand } from '@proctools/core';
import type { MeasuredNode } from './run-suite.ts';

/** A Node that says nothing for so long is none. */
const ANSWER_MS = 30_000;

const failure = (name: string, reason: string, cause?: unknown): Failure =>
  new Failure(ExitCode.failed, `--node ${name}: ${reason}`, {
    hint: 'give the path of a Node executable, or a name on PATH',
    cause,
  });

/** The file that is meant by a path, or by a name on PATH. A Failure when nothing can be executed there. */
export const fileOfNode = (name: string): string => {
  const found = resolveCommand(name, process.env.PATH, process.cwd());
  if (found.type === 'not-found') throw failure(name, 'there is no such file');
  if (found.type === 'cannot-execute') throw failure(name, `${found.file} cannot be executed: ${found.reason}`);
  return found.file;
};

const versionOf = (name: string, file: string, env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((resolve, reject) => {
    const question = 'process.stdout.write(process.versions.node)';
    execFile(file, ['-e', question], { env, timeout: ANSWER_MS, killSignal: 'SIGKILL' }, (error, stdout) => {
      if (!error && /^\d+\.\d+\.\d+/.test(stdout)) resolve(stdout);
      else reject(failure(name, `${file} does not start as a Node would`));
    });
  });

/** Two Nodes of the same version are told apart by where they are. */
export const labelled = (
  found: readonly { readonly file: string; readonly version: string }[],
): readonly MeasuredNode[] =>
  found.map(({ file, version }) => ({
    file,
    label: found.filter((other) => other.version === version).length > 1 ? `${version} (${file})` : version,
  }));

/** Finds the Nodes that were asked for, each once, and their versions; our own when none was. A Failure when one does not start. */
export const findNodes = async (
  names: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<readonly MeasuredNode[]> => {
  if (names.length === 0) return [{ file: process.execPath, label: process.versions.node }];
  const found = names.map((name) => ({ name, file: fileOfNode(name) }));
  const once = found.filter(({ file }, index) => found.findIndex((other) => other.file === file) === index);
  const asked = once.map(async ({ file, name }) => ({
    file,
    version: await versionOf(name, file, { ...environment }),
  }));
  return labelled(await Promise.all(asked));
};
