import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ExitCode, Failure, resolveCommand } from '@proctools/core';

/** Folders in which `node` is the Node that was asked for. */
export interface NodeFolders {
  /** To be put before PATH. */
  readonly folderOf: (node: string) => string;
  readonly remove: () => void;
}

/** The executable that a `--node` means: a path, or a name on PATH. A Failure when there is none. */
export const resolveNode = (node: string, environment: Readonly<Record<string, string | undefined>>): string => {
  const resolved = resolveCommand(node, environment.PATH, process.cwd());
  if (resolved.type === 'found') return realpathSync(resolved.file);
  const reason = resolved.type === 'not-found' ? 'there is no such executable' : resolved.reason;
  throw new Failure(ExitCode.failed, `--node ${node}: ${reason}`);
};

/** Makes a folder for each Node, when it is first asked for. */
export const openNodeFolders = (environment: Readonly<Record<string, string | undefined>>): NodeFolders => {
  const folders = new Map<string, string>();
  return {
    folderOf: (node) => {
      const known = folders.get(node);
      if (known !== undefined) return known;
      const folder = mkdtempSync(path.join(tmpdir(), 'fork-bench-'));
      folders.set(node, folder);
      symlinkSync(resolveNode(node, environment), path.join(folder, 'node'));
      return folder;
    },
    remove: () => {
      for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
    },
  };
};
