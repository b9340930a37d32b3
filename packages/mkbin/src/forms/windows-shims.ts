/** On Windows a command is three files, by the generator that pnpm uses: for cmd.exe, for PowerShell, and for the sh of Git or MSYS. */
import path from 'node:path';
import { ExitCode, Failure } from '@proctools/core';
import cmdShim from '@zkochan/cmd-shim';
import { isNode } from '../script/interpreter.ts';
import type { Entry, Product, Request } from './product.ts';

/** How one shell wants paths and words; the generator puts paths between double quotes, and words as they are. */
interface Dialect {
  readonly extension: string;
  /** The Node on PATH; to cmd.exe, `node` may also be a file node.js of the current directory. */
  readonly onPath: string;
  readonly spell: (file: string) => string;
  readonly quote: (word: string) => string;
}

const isPlain = (word: string): boolean => /^[\w@+:,./=\\-]+$/.test(word);

const DIALECTS: readonly Dialect[] = [
  {
    extension: '.cmd',
    onPath: 'node.exe',
    spell: (file) => file.replaceAll('%', '%%'),
    quote: (word) => (isPlain(word) ? word : `"${word.replaceAll('%', '%%').replaceAll('"', '\\"')}"`),
  },
  {
    extension: '.ps1',
    onPath: 'node',
    spell: (file) => file.replace(/[$`]/g, '`$&'),
    quote: (word) => (isPlain(word) ? word : `'${word.replaceAll("'", "''")}'`),
  },
  {
    extension: '',
    onPath: 'node',
    // A backslash would count in front of the quotes; the sh of Windows takes slashes.
    spell: (file) => file.replaceAll('\\', '/').replace(/[$`]/g, `"'$&'"`),
    quote: (word) => (isPlain(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`),
  },
];

/** A file system that keeps what is written: the generator asks for one, and we want the bytes. */
const memory = (head: string) => {
  type Done = (error: null, content?: string) => void;
  const written = new Map<string, string>();
  const nothing = (...operands: readonly unknown[]): void => (operands.at(-1) as Done)(null);
  const fs = {
    chmod: nothing,
    mkdir: nothing,
    stat: nothing,
    unlink: nothing,
    readFile: (_file: string, _encoding: string, done: Done) => done(null, head),
    writeFile: (file: string, content: string, _encoding: string, done: Done) => {
      written.set(file, content);
      done(null);
    },
  };
  return { fs: fs as unknown as typeof import('node:fs'), written };
};

/** What is run, and with what: the words in front of the script. */
export interface Shimmed {
  readonly name: string;
  readonly target: string;
  readonly interpreter: Request['interpreter'];
  readonly nodeOptions: readonly string[];
  readonly node: Request['node'];
}

/** Elsewhere than any file: so the target keeps its absolute path. */
const NOWHERE = '\\\\nowhere\\nowhere';

const shim = async (shimmed: Shimmed, { extension, onPath, spell, quote }: Dialect): Promise<Entry> => {
  const { interpreter, name, nodeOptions, target } = shimmed;
  const words = [...interpreter.options, ...(isNode(interpreter) ? nodeOptions : [])].map(quote);
  const program = interpreter.program.split('/').at(-1) ?? '';
  const { fs, written } = memory(['#!/usr/bin/env', program, ...words].join(' '));
  const isBeside = !path.isAbsolute(target);
  const folder = isBeside ? path.resolve('bin') : NOWHERE;
  const node = shimmed.node.type === 'pin' ? shimmed.node.file : onPath;
  await cmdShim(spell(isBeside ? path.join(folder, target) : target), path.join(folder, name), {
    createCmdFile: true,
    createPwshFile: true,
    fs,
    ...(isNode(interpreter) && { nodeExecPath: spell(node) }),
  });
  const text = written.get(path.join(folder, `${name}${extension}`)) ?? '';
  return { type: 'file', name: `${name}${extension}`, bytes: Buffer.from(text), mode: 0o755 };
};

/** The three files. A target without a folder lies in the bin directory, too. */
export const shimsFor = async (shimmed: Shimmed): Promise<readonly Entry[]> => {
  if (shimmed.node.type === 'range') {
    throw new Failure(ExitCode.failed, `--node "${shimmed.node.range}" cannot be checked on Windows`, {
      hint: 'use --node pin, which takes this one',
    });
  }
  return Promise.all(DIALECTS.map((dialect) => shim(shimmed, dialect)));
};

/** The launcher of Windows. */
export const windowsShims = async (request: Request): Promise<Product> => ({
  form: 'launcher',
  entries: await shimsFor({ ...request, target: request.source }),
  edits: [],
  notes: [],
});
