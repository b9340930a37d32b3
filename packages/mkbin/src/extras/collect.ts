/** `--extras`: what a command, not yet installed, says of itself, and where that goes. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ExitCode, Failure } from '@proctools/core';
import type { Product, Request } from '../forms/product.ts';
import { directWords } from '../script/direct.ts';
import { type Answer, askForExtras } from './answers.ts';
import type { Extra } from './extra.ts';
import { extraFile } from './locations.ts';

/** Under its name, as programs ask their own name for what they print. A link is not there yet: then it is run directly. */
const ask = async (
  request: Request,
  { entries }: Product,
  environment: NodeJS.ProcessEnv,
): Promise<readonly Answer[]> => {
  const [entry] = entries;
  if (entry?.type !== 'file') return askForExtras(directWords(request, request.script.realFile), environment, () => {});
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mkbin-'));
  const tidyUp = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const file = path.join(folder, entry.name);
    writeFileSync(file, entry.bytes);
    chmodSync(file, entry.mode);
    return await askForExtras([file], environment, tidyUp);
  } finally {
    tidyUp();
  }
};

/** All that there is; `dataFolder` is where man and the shells look. */
export const collectExtras = async (
  request: Request,
  product: Product,
  dataFolder: string,
): Promise<readonly Extra[]> => {
  if (request.platform === 'win32') {
    throw new Failure(
      ExitCode.failed,
      '--extras: on Windows nothing looks for man pages, and no shell for completions',
    );
  }
  const answers = await ask(request, product, process.env);
  return answers.map(({ kind, text }) => ({
    kind,
    path: extraFile(kind, request.name, dataFolder),
    bytes: Buffer.from(text),
  }));
};
