/// <reference path="./cmd-shim.d.ts" />
// Shims as the package managers write them: by their own generators.
import pnpmCmdShim from '@zkochan/cmd-shim';
import npmCmdShim from 'cmd-shim';

/** What pnpm can put into a shim. */
export interface PnpmShim {
  readonly nodePath?: readonly string[];
  readonly nodeExecPath?: string;
  readonly progArgs?: readonly string[];
}

/** Writes `shim`, a path that ends in .cmd, as npm does it. */
export const writeNpmShim = (script: string, shim: string): Promise<void> =>
  npmCmdShim(script, shim.replace(/\.cmd$/, ''));

/** Writes `shim`, a path that ends in .cmd, as pnpm and yarn do it. */
export const writePnpmShim = (
  script: string,
  shim: string,
  { nodePath, progArgs, ...more }: PnpmShim = {},
): Promise<void> =>
  pnpmCmdShim(script, shim.replace(/\.cmd$/, ''), {
    createCmdFile: true,
    ...(nodePath && { nodePath: [...nodePath] }),
    ...(progArgs && { progArgs: [...progArgs] }),
    ...more,
  });
