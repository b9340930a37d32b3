/** The Node that goes into an executable, and what it can do; versions differ, and so do builds of one version. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';

/** What Node looks for in itself when it starts; the digit behind it says whether it carries a program. */
export const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

export interface NodeBinary {
  readonly file: string;
  /** `v24.21.0`. */
  readonly version: string;
  readonly bytes: number;
  /** `node --build-sea` does all in one step. */
  readonly buildsByItself: boolean;
  /** The program may be an ES module. */
  readonly takesModules: boolean;
  /** Options for Node can be kept with the program. */
  readonly keepsOptions: boolean;
}

const refuse = (file: string, why: string): Failure =>
  new Failure(ExitCode.failed, `cannot make an executable of ${file}: ${why}`, {
    hint: 'run mkbin with a Node from nodejs.org, or use --bundle, which needs Node on PATH',
  });

const versionOf = (file: string): string => {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const version = /^v\d+\.\d+\.\d+\S*/.exec(stdout ?? '')?.[0];
  if (version === undefined) throw refuse(file, 'it is no Node');
  return version;
};

/** Looks at a Node. A Failure when no program can be put into it: some distributions keep most of Node in a library. */
export const inspectNode = (file: string): NodeBinary => {
  const version = versionOf(file);
  const content = readFileSync(file);
  if (content.includes(`${FUSE}:1`)) throw refuse(file, 'it carries a program already');
  if (!content.includes(`${FUSE}:0`)) throw refuse(file, 'it has no place for a program');
  return {
    file,
    version,
    bytes: content.length,
    buildsByItself: content.includes('--build-sea'),
    takesModules: content.includes('mainFormat'),
    keepsOptions: content.includes('execArgvExtension'),
  };
};
