import path from 'node:path';
import { resolveCommand } from './command-line.ts';
import type { CommandLine, Place, Planned } from './planned.ts';

/** The kernel follows the #! line of a script by itself; all that is left to do is to find the file. */
export const planOnPosix = ([name, ...operands]: CommandLine, { environment, cwd }: Place): Planned => {
  const search = environment.PATH;
  const resolved = resolveCommand(name, search, cwd);
  if (resolved.type === 'not-found') return { type: 'not-found', search };
  if (resolved.type === 'cannot-execute') return resolved;
  const { file } = resolved;
  const steps = name.includes('/') ? [] : [{ type: 'path', directory: path.dirname(file) } as const];
  return { type: 'found', file, argv0: name, operands, verbatim: false, environment: {}, steps };
};
