/** What is wrong with a command, as far as that can be seen without running it. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { isFailure } from '@proctools/core';
import { editFor } from '../forms/link.ts';
import type { Request } from '../forms/product.ts';
import type { CommandRecord } from '../records/record.ts';
import { standingOf } from '../records/standing.ts';
import { isNode } from '../script/interpreter.ts';
import { isModule } from '../script/is-module.ts';
import { findMainGuards } from '../script/main-guard.ts';
import { unknownTo } from '../script/main-word.ts';
import { readScript, type Script } from '../script/script.ts';
import { assertRunsTypeScript } from '../script/typescript.ts';
import type { Finding } from './finding.ts';

type Environment = NodeJS.ProcessEnv;

/** What is asked of a form to make the command again as it was. */
export const requestFrom = (record: CommandRecord, script: Script): Request => {
  const { name, source, interpreter, node, nodeOptions } = record;
  return { name, source, script, interpreter, node, nodeOptions, platform: process.platform };
};

const refused = (work: () => void): readonly Finding[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [{ type: 'refused', message: error.message, hint: error.hint }];
  }
};

const unfit = async (request: Request): Promise<readonly Finding[]> => {
  const edit = await editFor(request);
  return edit && edit.why.length > 0 ? [{ type: 'unfit', file: edit.file, why: edit.why }] : [];
};

const envTakesOptions = (): boolean => spawnSync('/usr/bin/env', ['-S', 'true'], { stdio: 'ignore' }).status === 0;

const envSplit = ({ head, realFile }: Script): readonly Finding[] =>
  /^#!\s*\S*\/env\s+(?:-S|--split-string)/.test(head.lines[0] ?? '') && !envTakesOptions()
    ? [{ type: 'env-split', file: realFile }]
    : [];

const guards = (script: Script): readonly Finding[] => {
  const [file, found] = [script.realFile, findMainGuards(script.bytes.toString(), script.realFile)];
  const broken = found.filter(({ isBroken }) => isBroken);
  const unknown = unknownTo(found, process.version);
  return [
    ...(broken.length > 0 ? [{ type: 'guard', file, guards: broken, isModule: isModule(script) } as const] : []),
    ...(unknown.length > 0 ? [{ type: 'main-word', file, guards: unknown } as const] : []),
  ];
};

/** Of a command that the kernel, or sh, runs from the script where it is. */
const examineLive = async (record: CommandRecord, environment: Environment): Promise<readonly Finding[]> => {
  const script = readScript(record.source);
  const request = requestFrom(record, script);
  const isLink = record.form === 'link';
  return [
    ...refused(() => assertRunsTypeScript(request, environment)),
    ...(isLink ? await unfit(request) : []),
    ...(isLink ? envSplit(script) : []),
    ...(isLink && isNode(record.interpreter) ? guards(script) : []),
  ];
};

/** What it imports is not looked at. */
const isStale = ({ installedAt, source }: CommandRecord): boolean => statSync(source).mtimeMs > Date.parse(installedAt);

const examineScript = async (record: CommandRecord, environment: Environment): Promise<readonly Finding[]> => {
  const { form, source } = record;
  if (!existsSync(source)) return [];
  if (form === 'link' || form === 'launcher') return examineLive(record, environment);
  return isStale(record) ? [{ type: 'stale', file: source }] : [];
};

const extras = ({ extras: placed }: CommandRecord): readonly Finding[] =>
  placed.filter(({ path }) => !existsSync(path)).map(({ path }) => ({ type: 'extra-gone', file: path }));

/** All that is wrong with a command; nothing when all is well. */
export const examine = async (record: CommandRecord, environment: Environment): Promise<readonly Finding[]> => {
  const standing = standingOf(record, environment);
  const found: readonly Finding[] = standing.state === 'ok' ? [] : [{ type: 'standing', standing }];
  if (standing.state === 'broken' || standing.state === 'replaced') return found;
  try {
    return [...found, ...(await examineScript(record, environment)), ...extras(record)];
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [...found, { type: 'refused', message: error.message, hint: error.hint }];
  }
};
