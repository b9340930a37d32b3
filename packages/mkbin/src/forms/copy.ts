import path from 'node:path';
import { ExitCode, Failure, quoteForShell } from '@proctools/core';
import { importsOf } from '../script/imports.ts';
import { editFor } from './link.ts';
import type { Product, Request } from './product.ts';

const refuse = ({ source }: Request, why: string, hint: string): Failure =>
  new Failure(ExitCode.failed, `${quoteForShell(source)} cannot be copied: ${why}`, { hint });

/** A copy is alone where it lands, and has no extension. */
const assertAlone = (request: Request): void => {
  const { script, interpreter, source } = request;
  const [first] = importsOf(script.bytes, path.dirname(script.realFile), interpreter);
  if (first) {
    const where = `line ${first.line} imports ${quoteForShell(first.name)}, which it would not find there`;
    throw refuse(request, where, '--bundle takes along what it imports; a link finds it where it is');
  }
  if (/\.[cm]?tsx?$/i.test(source)) {
    throw refuse(
      request,
      'Node takes a file for TypeScript by its extension, and a command has none',
      '--bundle compiles it',
    );
  }
};

/** The script itself, copied, and mended in the copy if need be. */
export const copy = async (request: Request): Promise<Product> => {
  assertAlone(request);
  const edit = await editFor(request);
  if (!edit) throw refuse(request, 'no #! line can say how it is run', 'use --launcher');
  const bytes = edit.bytes ?? request.script.bytes;
  return { form: 'copy', entries: [{ type: 'file', name: request.name, bytes, mode: 0o755 }], edits: [], notes: [] };
};
