/** `--bundle`: one file with all that the script imports inside. */
import path from 'node:path';
import { ExitCode, Failure, quoteForShell } from '@proctools/core';
import { isNode, NODE } from '../script/interpreter.ts';
import { headFor } from '../script/repair.ts';
import { placesBeside } from './bundling/beside.ts';
import { type Bundle, bundleScript } from './bundling/build.ts';
import type { Entry, Note, Product, Request } from './product.ts';

/** What esbuild reads, and what says nothing else. */
const isJavaScript = (source: string): boolean => /^(?:\.[cm]?[jt]s|\.[jt]sx)?$/i.test(path.extname(source));

/** Runners of TypeScript: what they do to it is done in the bundle. */
const RUNNERS: readonly string[] = ['tsx', 'ts-node', 'bun'];

/** A Failure for what cannot be bundled. */
export const assertBundlable = ({ source, interpreter }: Request, option: string): void => {
  const isRunner = RUNNERS.includes(path.basename(interpreter.program));
  if (isJavaScript(source) && (isNode(interpreter) || isRunner)) return;
  throw new Failure(
    ExitCode.failed,
    `${quoteForShell(source)}: ${option} is for JavaScript and TypeScript that Node runs`,
    {
      hint: 'use --link or --launcher',
    },
  );
};

/** What people should know of a bundle. */
export const notesOn = ({ dynamic, inputs }: Bundle, source: string): readonly Note[] => {
  const folder = path.dirname(source);
  const later = dynamic.flatMap(({ location }) =>
    location ? [{ file: path.resolve(folder, location.file), line: location.line }] : [],
  );
  const beside = placesBeside(inputs);
  return [
    ...(later.length > 0 ? [{ type: 'loads-later', places: later } as const] : []),
    ...(beside.length > 0 ? [{ type: 'looks-beside', places: beside } as const] : []),
  ];
};

/** On Windows a file needs its extension, and shims beside it. */
const onWindows = async (request: Request, { code, format }: Bundle): Promise<readonly Entry[]> => {
  const target = `${request.name}.${format === 'esm' ? 'mjs' : 'cjs'}`;
  const { shimsFor } = await import('./windows-shims.ts');
  const shims = await shimsFor({ ...request, interpreter: NODE, target });
  return [{ type: 'file', name: target, bytes: Buffer.from(code), mode: 0o644 }, ...shims];
};

const onPosix = async (request: Request, { code }: Bundle): Promise<readonly Entry[]> => {
  const interpreter = isNode(request.interpreter) ? request.interpreter : NODE;
  const head = await headFor({ ...request, interpreter });
  if (!head)
    throw new Failure(ExitCode.failed, `${quoteForShell(request.source)}: no first line can say how it is to be run`);
  return [{ type: 'file', name: request.name, bytes: Buffer.from([...head, code].join('\n')), mode: 0o755 }];
};

/** Makes the file. */
export const bundle = async (request: Request): Promise<Product> => {
  assertBundlable(request, '--bundle');
  const made = await bundleScript(request.script.realFile, { isExecutable: false });
  return {
    form: 'bundle',
    entries: await (request.platform === 'win32' ? onWindows : onPosix)(request, made),
    edits: [],
    notes: notesOn(made, request.script.realFile),
  };
};
