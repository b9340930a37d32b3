/** Why a script cannot be bundled, as a sentence. */
import { ExitCode, Failure, quoteForShell, spellOut } from '@proctools/core';
import type { BuildFailure, Message } from 'esbuild';
import { packageOf } from './addons.ts';

export const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

export const addonFailure = (source: string, importer: string): Failure =>
  new Failure(ExitCode.failed, `cannot bundle ${quoteForShell(source)}: ${packageOf(importer)} has a compiled part`, {
    hint: 'the system loads that from a file of its own: use --link or --launcher',
  });

export const buildFailure = (source: string, [first, ...others]: readonly Message[]): Failure => {
  const where = first?.location ? `${first.location.file}:${first.location.line}: ` : '';
  const missing = /^Could not resolve "([^"]+)"/.exec(first?.text ?? '')?.[1];
  const more = others.length === 0 ? undefined : `and ${others.length} more like this`;
  const install = missing && !missing.startsWith('.') ? `install it beside the script: npm install ${missing}` : more;
  return new Failure(
    ExitCode.failed,
    `cannot bundle ${quoteForShell(source)}: ${where}${spellOut(first?.text ?? 'it failed')}`,
    {
      hint: install,
    },
  );
};
