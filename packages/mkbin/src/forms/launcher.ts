import { ExitCode, Failure, quoteForShell } from '@proctools/core';
import { isNode } from '../script/interpreter.ts';
import { deepFaults } from '../script/repair.ts';
import { shellFor, shellForNode } from '../script/runtime.ts';
import type { Product, Request } from './product.ts';

const WORDS = {
  'byte-order-mark': 'a byte order mark',
  'blank-line': 'a blank line',
  'carriage-return': 'carriage returns',
};

const refuseDeepFaults = ({ script, interpreter }: Request): void => {
  const [fault] = deepFaults(script, interpreter);
  if (fault === undefined) return;
  const what = WORDS[fault as keyof typeof WORDS];
  throw new Failure(
    ExitCode.failed,
    `${quoteForShell(script.file)}: ${interpreter.program} cannot read it: ${what} around its #! line`,
    {
      hint: 'a link (the default) mends the file; --copy mends a copy of it',
    },
  );
};

/** A file for sh that runs the script, and leaves it alone. */
export const launcher = async (request: Request): Promise<Product> => {
  const { name, source, interpreter } = request;
  refuseDeepFaults(request);
  const run = isNode(interpreter) ? await shellForNode(request) : shellFor(interpreter);
  const lines = ['#!/bin/sh', `# written by mkbin; to take it away: mkbin remove ${name}`];
  const text = `${[...lines, `${run} ${quoteForShell(source)} "$@"`].join('\n')}\n`;
  return {
    form: 'launcher',
    entries: [{ type: 'file', name, bytes: Buffer.from(text), mode: 0o755 }],
    edits: [],
    notes: [],
  };
};
