/** A Node with a program inside. https://nodejs.org/api/single-executable-applications.html */
import { spawn } from 'node:child_process';
import { chmodSync, constants, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { askedToEnd, dieBy, ExitCode, Failure } from '@proctools/core';
import type { ModuleFormat } from '../bundling/module-format.ts';
import { FUSE, type NodeBinary } from './node-binary.ts';

export interface Program {
  readonly code: string;
  readonly format: ModuleFormat;
  readonly nodeOptions: readonly string[];
}

/** Where it is built. */
interface Workshop {
  readonly folder: string;
  /** Ends the step that is under way. */
  readonly signal: AbortSignal;
  readonly config: string;
  readonly blob: string;
  readonly executable: string;
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

/** Runs a step to its end; its talk is shown only when it fails. */
const run = async (file: string, operands: readonly string[], { folder, signal }: Workshop): Promise<void> => {
  // The variable would make every Node read a file of certificates, and the options are for whoever runs us.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined, NODE_OPTIONS: undefined };
  const child = spawn(file, operands, { cwd: folder, env, signal, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [code, said] = await Promise.all([ended, text(child.stderr)]).catch((cause: unknown) => {
    throw new Failure(ExitCode.failed, `cannot run ${file}`, { cause });
  });
  if (code === 0) return;
  throw new Failure(ExitCode.failed, `cannot build the executable: ${path.basename(file)}: ${lastLine(said)}`);
};

const configure = (shop: Workshop, node: NodeBinary, { code, format, nodeOptions }: Program): void => {
  const main = path.join(shop.folder, format === 'esm' ? 'main.mjs' : 'main.cjs');
  writeFileSync(main, code);
  const config = {
    main,
    ...(format === 'esm' && { mainFormat: 'module' }),
    output: node.buildsByItself ? shop.executable : shop.blob,
    disableExperimentalSEAWarning: true,
    ...(nodeOptions.length > 0 && { execArgv: nodeOptions }),
  };
  writeFileSync(shop.config, JSON.stringify(config));
};

/** In a process of its own: postject talks to the terminal, and leaves handlers for errors behind. */
const INJECT = `
const [postject, executable, blob, sentinelFuse] = process.argv.slice(1);
const machoSegmentName = 'NODE_SEA';
require(postject)
  .inject(executable, 'NODE_SEA_BLOB', require('node:fs').readFileSync(blob), { machoSegmentName, sentinelFuse })
  .catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
`;

/** The program is made by the very Node that it goes into: its layout changes from one patch release to the next. */
const inject = async (shop: Workshop, node: NodeBinary, postject: string): Promise<void> => {
  await run(node.file, ['--experimental-sea-config', shop.config], shop);
  copyFileSync(node.file, shop.executable, constants.COPYFILE_FICLONE);
  chmodSync(shop.executable, 0o755);
  if (process.platform === 'darwin') await run('codesign', ['--remove-signature', shop.executable], shop);
  await run(process.execPath, ['-e', INJECT, postject, shop.executable, shop.blob, FUSE], shop);
};

const build = async (shop: Workshop, node: NodeBinary, program: Program, postject: () => string): Promise<Buffer> => {
  configure(shop, node, program);
  if (node.buildsByItself) await run(node.file, ['--build-sea', shop.config], shop);
  else await inject(shop, node, postject());
  if (process.platform === 'darwin') await run('codesign', ['--sign', '-', shop.executable], shop);
  return readFileSync(shop.executable);
};

/**
 * Builds the executable, and answers with its bytes. `postject` is asked for where Node cannot do it by itself.
 * Interrupted, it leaves nothing behind, and dies by that signal.
 */
export const buildExecutable = async (node: NodeBinary, program: Program, postject: () => string): Promise<Buffer> => {
  const asked = askedToEnd();
  const ending = new AbortController();
  let signal: NodeJS.Signals | undefined;
  void asked.signal.then((name) => {
    signal = name;
    ending.abort();
  });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mkbin-'));
  const at = (name: string): string => path.join(folder, name);
  const shop = { folder, signal: ending.signal, config: at('sea.json'), blob: at('sea.blob'), executable: at('exe') };
  const outcome = await build(shop, node, program, postject).catch((error: unknown) => error);
  rmSync(folder, { recursive: true, force: true });
  asked.release();
  if (signal) return dieBy(signal);
  if (!Buffer.isBuffer(outcome)) throw outcome;
  return outcome;
};
