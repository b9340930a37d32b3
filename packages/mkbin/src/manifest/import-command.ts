import { existsSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';
import { copy } from '../forms/copy.ts';
import { type Making, make } from '../forms/make.ts';
import type { Request } from '../forms/product.ts';
import type { Made } from '../plan/plan.ts';
import { readHead } from '../script/head.ts';
import { readScript, type Script } from '../script/script.ts';
import { type Exported, local } from './manifest.ts';

const EXECUTABLE = 0o755;

const scriptFrom = (content: string, file: string): Script => {
  const bytes = Buffer.from(content, 'base64');
  return { file, realFile: file, bytes, mode: EXECUTABLE, head: readHead(bytes) };
};

const requestFor = ({ name, interpreter, node, nodeOptions }: Exported, script: Script): Request => ({
  name,
  source: script.file,
  script,
  interpreter,
  node: node.type === 'pin' ? { type: 'pin', file: process.execPath } : node,
  nodeOptions,
  platform: process.platform,
});

/** A copy or a bundle comes as it was; of a script that is not here, what came along is copied. */
const fromContent = async (exported: Exported, content: string, file: string): Promise<Made> => {
  const script = scriptFrom(content, file);
  const request = requestFor(exported, script);
  if (exported.form !== 'copy' && exported.form !== 'bundle') return { request, product: await copy(request) };
  const entry = { type: 'file', name: exported.name, bytes: script.bytes, mode: EXECUTABLE } as const;
  return { request, product: { form: exported.form, entries: [entry], edits: [], notes: [] } };
};

/** Makes the command of another machine on this one: of the script, if it is here, else of what came along. */
export const importCommand = async (exported: Exported, home: string, making: Omit<Making, 'form'>): Promise<Made> => {
  const { name, form, content } = exported;
  const file = local(exported.source, home);
  const isWhole = content !== undefined && (form === 'copy' || form === 'bundle');
  if (existsSync(file) && !isWhole) {
    const request = requestFor(exported, readScript(file));
    return { request, product: await make(request, { ...making, form }) };
  }
  if (content !== undefined) return fromContent(exported, content, file);
  throw new Failure(ExitCode.failed, `${name}: its script ${exported.source} is not here, and is not in the export`, {
    hint: `bring it; or make it self-contained before the export: mkbin ${exported.source} --name ${name} --bundle`,
  });
};
