import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, errorCode, Failure } from '@proctools/core';
import type { Manifest } from './scripts.ts';

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(cause) ?? '')) return undefined;
    throw new Failure(ExitCode.toolFailed, `cannot read ${file}`, { cause });
  }
};

const scriptsIn = (file: string, text: string): readonly string[] => {
  try {
    const { scripts } = JSON.parse(text.replace(/^\ufeff/, '')) as { readonly scripts?: unknown };
    return typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : [];
  } catch (cause) {
    throw new Failure(ExitCode.toolFailed, `${file} is not JSON`, { cause });
  }
};

/** The nearest package.json, in a folder or above it. A Failure when it cannot be read. */
export const findManifest = (folder: string): Manifest | undefined => {
  const file = path.join(folder, 'package.json');
  const text = read(file);
  if (text !== undefined) return { file, scripts: scriptsIn(file, text) };
  const above = path.dirname(folder);
  return above === folder ? undefined : findManifest(above);
};
