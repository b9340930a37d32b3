/** From what was typed to what the forms are asked for. */
import { lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, Failure, isName, nearest, quoteForShell, usageFailure } from '@proctools/core';
import splitWords from 'string-argv';
import type { Request } from '../forms/product.ts';
import { type Gathered, gather } from '../gather.ts';
import type { Named } from '../package/package-commands.ts';
import type { InstallOptions } from '../verbs/install-options.ts';
import { findable, interpreterFrom } from './interpreter.ts';
import type { RuntimeChoice } from './runtime.ts';
import { interpreterOf, readScript } from './script.ts';
import { stem } from './stem.ts';

/** `install` left out: a word that is near to none of these is a file. */
const VERBS = ['list', 'remove', 'undo', 'doctor', 'who', 'path', 'export', 'import'];

type RequestOptions = Pick<InstallOptions, 'name' | 'interpreter' | 'node' | 'nodeOptions'>;

const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A word that is no file may be a verb that was mistyped, or that other tools have. */
const missing = (operand: string): Failure => {
  const meant = /[/.]/.test(operand) ? undefined : nearest(operand, VERBS);
  const hint = meant === undefined ? undefined : `did you mean the verb ${meant}?`;
  return new Failure(ExitCode.failed, `there is no file ${quoteForShell(operand)}`, { hint });
};

/** A link that leads nowhere is there; what is below a file is not. */
const isThere = (file: string): boolean => {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
};

const commandsAt = async (operand: string): Promise<readonly Named[]> => {
  const file = path.resolve(operand);
  if (!isThere(file)) throw missing(operand);
  if (!isFolder(file)) return [{ name: stem(file), file }];
  const { commandsOfPackage } = await import('../package/package-commands.ts');
  return commandsOfPackage(file);
};

const runtime = (wish: RequestOptions['node']): RuntimeChoice => {
  if (wish === 'env') return { type: 'env' };
  return wish === 'pin' ? { type: 'pin', file: process.execPath } : { type: 'range', range: wish.range };
};

const checkedName = (name: string, file: string): string => {
  if (isName(name)) return name;
  throw new Failure(ExitCode.failed, `${quoteForShell(file)}: ${quoteForShell(name)} is no name for a command`, {
    hint: 'a name has at most 64 letters, digits and . _ @ - and begins with a letter or digit; give one with --name',
  });
};

const request = ({ name, file }: Named, options: RequestOptions): Request => {
  const script = readScript(file);
  return {
    source: file,
    script,
    name: checkedName(name, file),
    interpreter:
      options.interpreter === undefined ? findable(interpreterOf(script)) : interpreterFrom(options.interpreter),
    node: runtime(options.node),
    nodeOptions: splitWords(options.nodeOptions ?? ''),
    platform: process.platform,
  };
};

/** Every script that the operands name, with how it is to be run. */
export const requestsFor = async (operands: readonly string[], options: RequestOptions): Promise<Gathered<Request>> => {
  const { items: found, failures } = await gather([...new Set(operands)], commandsAt);
  if (options.name !== undefined && found.length > 1) {
    const names = found.map(({ name }) => name).join(', ');
    throw usageFailure(`--name is for one command, and these are ${found.length}: ${names}`);
  }
  const read = await gather(found, (one) => [request({ ...one, name: options.name ?? one.name }, options)]);
  return { items: read.items, failures: [...failures, ...read.failures] };
};
