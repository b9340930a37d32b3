/** From a file to its entries, or to a failure that tells all that is wrong with it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, Failure, type OptionTable, readEnvironmentFile } from '@proctools/core';
import type { Content, Entry, Problem } from './entry.ts';
import type { SourceFile } from './find-file.ts';
import { withPorts } from './ports.ts';
import { readProcfile } from './procfile.ts';
import { readJson } from './read-json.ts';

const readText = ({ label, path: file }: SourceFile): string => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new Failure(ExitCode.failed, `cannot read ${label}`, { cause });
  }
  if (process.getBuiltinModule('node:buffer').isUtf8(bytes)) return bytes.toString().replace(/^\ufeff/, '');
  throw new Failure(ExitCode.failed, `${label} is not UTF-8, so Node cannot hand on what it says`);
};

/** All that is wrong, a line each. */
export const problemFailure = ({ label }: SourceFile, problems: readonly Problem[]): Failure => {
  const lines = problems.map(
    ({ about, message, place }) => `${label}:${place}: ${about === '' ? '' : `${about}: `}${message}`,
  );
  return new Failure(ExitCode.failed, lines.join('\ndaemonize: '), { hint: 'nothing was changed' });
};

const orFailure = (file: SourceFile, { entries, problems }: Content): readonly Entry[] => {
  if (problems.length > 0) throw problemFailure(file, problems);
  if (entries.length > 0) return entries;
  throw new Failure(ExitCode.failed, `${file.label} names no daemon`, {
    hint: `nothing was changed; what was started from it ends with: daemonize down ${file.label}`,
  });
};

const withFile = (entry: Entry, file: string): Entry => ({
  ...entry,
  given: new Map([...entry.given, ['envFile', [file, ...(entry.given.get('envFile') ?? [])]]]),
});

/** Whether it is JSON is said by its name, or by how it begins, as no Procfile does. */
const isJson = (label: string, text: string): boolean => /\.jsonc?$/i.test(label) || /^\s*[{[]/.test(text);

/**
 * The entries of a file, in their order. The variables of a .env beside it are for all of them; each of a Procfile gets a
 * PORT of its own.
 */
export const readFile = (file: SourceFile, table: OptionTable, callersPort: string | undefined): readonly Entry[] => {
  const text = readText(file);
  const json = isJson(file.label, text);
  const entries = orFailure(file, json ? readJson(text, table) : readProcfile(text));
  const dotEnv = path.join(path.dirname(file.path), '.env');
  const variables = existsSync(dotEnv) ? readEnvironmentFile(dotEnv) : undefined;
  const complete = variables ? entries.map((entry) => withFile(entry, dotEnv)) : entries;
  return json ? complete : withPorts(complete, variables?.PORT ?? callersPort);
};
