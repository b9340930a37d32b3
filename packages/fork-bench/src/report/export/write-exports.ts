import { realpathSync, statSync, writeFileSync } from 'node:fs';
import {
  ExitCode,
  Failure,
  failureText,
  isFailure,
  optionName,
  replaceFile,
  writeErr,
  writeOut,
} from '@proctools/core';
import type { Result } from '../../results.ts';
import type { TimeUnit } from '../view.ts';

/** Where results are to be written; `-` is standard output. */
export interface ExportOptions {
  readonly exportJson?: string | undefined;
  readonly exportCsv?: string | undefined;
  readonly exportMarkdown?: string | undefined;
  readonly exportAsciidoc?: string | undefined;
  readonly exportOrgmode?: string | undefined;
  readonly exportSvg?: string | undefined;
  readonly html?: string | undefined;
  readonly timeUnit?: TimeUnit | undefined;
}

type Key = Exclude<keyof ExportOptions, 'timeUnit'>;

type Make = (results: readonly Result[], timeUnit: TimeUnit | undefined) => Promise<string>;

/** A table after the other, a blank line between them. */
const tables =
  (name: 'markdown' | 'asciidoc' | 'orgmode'): Make =>
  async (results, timeUnit) => {
    const [{ exportTable }, markup] = await Promise.all([import('./export-table.ts'), import('./markup.ts')]);
    return results.map((result) => markup[name](exportTable(result, timeUnit))).join('\n');
  };

// Each is loaded when it is wanted; what draws is 0.6 MB.
const makers: Readonly<Record<Key, Make>> = {
  exportJson: async (results) => (await import('../document.ts')).formatDocuments(results),
  exportCsv: async (results) => {
    const { csv } = await import('./csv.ts');
    return results.map(csv).join('\n');
  },
  exportMarkdown: tables('markdown'),
  exportAsciidoc: tables('asciidoc'),
  exportOrgmode: tables('orgmode'),
  exportSvg: async (results, timeUnit) => (await import('../pictures/page.ts')).standalonePicture(results, timeUnit),
  html: async (results, timeUnit) => (await import('../pictures/page.ts')).page(results, timeUnit),
};

const ORDINARY = 0o666; // less the umask, as any program's files

/** A device or a pipe is written to; it would be a strange thing to replace. A link stays, and what it leads to is replaced. */
const writeFile = (file: string, text: string): void => {
  const found = statSync(file, { throwIfNoEntry: false });
  if (file.startsWith('/dev/') || (found && !found.isFile())) writeFileSync(file, text);
  else replaceFile(found ? realpathSync(file) : file, text, { mode: found ? found.mode & 0o777 : ORDINARY });
};

const writeOne = async (key: Key, file: string, text: string): Promise<void> => {
  if (file === '-') return writeOut(text);
  try {
    writeFile(file, text);
  } catch (cause) {
    throw new Failure(ExitCode.failed, `--${optionName(key)}: cannot write ${file}`, { cause });
  }
};

const tell = (error: unknown): void => {
  if (!isFailure(error)) throw error;
  writeErr(failureText('fork-bench', error));
};

/** Whether one of them goes to standard output, so that nothing else should. */
export const exportsToOutput = (options: ExportOptions): boolean =>
  (Object.keys(makers) as Key[]).some((key) => options[key] === '-');

/**
 * Writes all exports that are asked for, each whole or not at all. What cannot be written is told in a sentence,
 * and the others are written nevertheless. Answers with the exit code: 0, or 1 when one of them failed.
 */
export const writeExports = async (results: readonly Result[], options: ExportOptions): Promise<number> => {
  let code: number = ExitCode.done;
  for (const [key, make] of Object.entries(makers) as [Key, Make][]) {
    const file = options[key];
    if (file === undefined) continue;
    try {
      await writeOne(key, file, await make(results, options.timeUnit));
    } catch (error) {
      tell(error);
      code = ExitCode.failed;
    }
  }
  return code;
};
