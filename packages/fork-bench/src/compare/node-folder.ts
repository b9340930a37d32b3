import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileOfNode } from '../suites/nodes.ts';

/** Folders in which `node` is the Node that was asked for. */
export interface NodeFolders {
  /** To be put before PATH. */
  readonly folderOf: (node: string) => string;
  readonly remove: () => void;
}

/** Makes a folder for each Node, when it is first asked for; a Failure when there is no such Node. */
export const openNodeFolders = (): NodeFolders => {
  const folders = new Map<string, string>();
  return {
    folderOf: (node) => {
      const known = folders.get(node);
      if (known !== undefined) return known;
      const file = fileOfNode(node);
      const folder = mkdtempSync(path.join(tmpdir(), 'fork-bench-'));
      folders.set(node, folder);
      symlinkSync(realpathSync(file), path.join(folder, 'node'));
      return folder;
    },
    remove: () => {
      for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
    },
  };
};
