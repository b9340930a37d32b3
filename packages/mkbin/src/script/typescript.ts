/** TypeScript that Node is to run as it is: since 22.18 it takes the types out by itself. https://nodejs.org/api/typescript.html */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, Failure, quoteCommand, quoteForShell } from '@proctools/core';
import { commandsNamed } from '../place/search.ts';
import { isNode } from './interpreter.ts';
import type { Wish } from './runtime.ts';
import type { Script } from './script.ts';

interface Wanted extends Wish {
  readonly source: string;
  readonly script: Script;
}

/** What a Node says of itself; undefined when it says nothing, as it is none. */
const ask = (node: string): { readonly version: string; readonly strips: boolean } | undefined => {
  const question = '`${process.version} ${Boolean(process.features.typescript)}`';
  const { stdout } = spawnSync(node, ['-p', question], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [, version, strips] = /^(v\S+) (true|false)$/.exec((stdout ?? '').trim()) ?? [];
  return version === undefined ? undefined : { version, strips: strips === 'true' };
};

const isOurs = (node: string): boolean => {
  try {
    return realpathSync(node) === realpathSync(process.execPath);
  } catch {
    return false;
  }
};

/** Since it is seldom asked for, there is no type of it for the oldest Node. */
const ourselves = () => ({
  version: process.version,
  strips: Boolean((process.features as { readonly typescript?: unknown }).typescript),
});

/** The Node that will run it, as far as that can be told today. */
const nodeFor = ({ node, interpreter }: Wish, environment: NodeJS.ProcessEnv): string | undefined => {
  if (node.type === 'pin') return node.file;
  const { program } = interpreter;
  return path.isAbsolute(program) ? program : commandsNamed(program, environment)[0];
};

/** Why Node will not run this TypeScript; undefined when it will, or when that is nothing of Node's. */
const obstacle = (wanted: Wanted, environment: NodeJS.ProcessEnv): string | undefined => {
  const file = wanted.script.realFile;
  if (!isNode(wanted.interpreter) || !/\.(?:[cm]?ts|[jt]sx)$/i.test(file)) return undefined;
  if (/x$/i.test(file)) return 'Node does not run JSX';
  if (file.includes(`${path.sep}node_modules${path.sep}`)) return 'Node runs no TypeScript below node_modules';
  const node = nodeFor(wanted, environment);
  const found = node === undefined || isOurs(node) ? ourselves() : ask(node);
  if (!found || found.strips || wanted.nodeOptions.some((option) => option.endsWith('-types'))) return undefined;
  return `Node ${found.version} does not run TypeScript; 22.18 is the first that does`;
};

/** A Failure for TypeScript that a link or a launcher would only lead to an error of Node's. */
export const assertRunsTypeScript = (wanted: Wanted, environment: NodeJS.ProcessEnv): void => {
  const why = obstacle(wanted, environment);
  if (why === undefined) return;
  throw new Failure(ExitCode.failed, `${quoteForShell(wanted.source)}: ${why}`, {
    hint: `a bundle is compiled: ${quoteCommand(['mkbin', '--bundle', wanted.source])}`,
  });
};
