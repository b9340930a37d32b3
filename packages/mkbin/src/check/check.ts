/** What there is to say about a command, just installed: whether it works, and how soon it starts. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Form, Request } from '../forms/product.ts';
import type { Made, Planned } from '../plan/plan.ts';
import { directWords } from '../script/direct.ts';
import { importsOf } from '../script/imports.ts';
import { isNode } from '../script/interpreter.ts';
import { isModule } from '../script/is-module.ts';
import { findMainGuards, type MainGuard } from '../script/main-guard.ts';
import { unknownTo } from '../script/main-word.ts';
import type { Script } from '../script/script.ts';
import { type ColdStart, measureColdStart, paysToBundle } from './cold-start.ts';
import type { Judgement } from './judgement.ts';
import { smoke } from './smoke.ts';

export interface Checked {
  readonly name: string;
  /** The command. */
  readonly path: string;
  /** The script. */
  readonly source: string;
  readonly judgement: Judgement;
  /** Guards that this Node does not know. */
  readonly unknown: readonly MainGuard[];
  /** Whether the script is an ES module, where its guard does not show it. */
  readonly isModule: boolean;
  /** Undefined when it was not measured. */
  readonly start: ColdStart | undefined;
  readonly isWorthABundle: boolean;
}

interface Installed {
  readonly path: string;
  readonly form: Form;
}

/** In these forms the script is run by another path than its own. */
const runsElsewhere = (form: Form): boolean => form === 'link' || form === 'copy';

/** A bundle saves looking for files, and taking types out. */
const mayBeBundled = ({ interpreter, script }: Request, form: Form): boolean =>
  form !== 'bundle' &&
  form !== 'exe' &&
  (/\.[cm]?ts$/i.test(script.realFile) ||
    importsOf(script.bytes, path.dirname(script.realFile), interpreter).length > 0);

const measure = async (
  request: Request,
  { path: file }: Installed,
  judgement: Judgement,
  environment: NodeJS.ProcessEnv,
): Promise<ColdStart | undefined> => {
  if (judgement.type !== 'answers' || !isNode(request.interpreter)) return undefined;
  const node = request.node.type === 'pin' ? request.node.file : process.execPath;
  return measureColdStart(file, judgement, node, environment);
};

/** As it is now, with whatever was mended; what was imported may have no script here. */
const textOf = ({ bytes, realFile }: Script): string =>
  existsSync(realFile) ? readFileSync(realFile, 'utf8') : bytes.toString();

/** Runs a command as a user would. */
const checkInstalled = async (
  request: Request,
  installed: Installed,
  environment: NodeJS.ProcessEnv,
): Promise<Checked> => {
  const { name, script, source } = request;
  const { path: file, form } = installed;
  const direct = runsElsewhere(form) ? directWords(request, script.realFile) : undefined;
  const text = textOf(script);
  const judgement = await smoke({ file, direct, script: script.realFile, text, environment });
  const start = await measure(request, installed, judgement, environment);
  return {
    name,
    path: file,
    source,
    judgement,
    unknown: unknownTo(findMainGuards(text, script.realFile), process.version),
    isModule: isModule(script),
    start: start && { commandMs: Math.round(start.commandMs), nodeMs: Math.round(start.nodeMs) },
    isWorthABundle: start !== undefined && paysToBundle(start) && mayBeBundled(request, form),
  };
};

/** Checks what was installed or changed, one after the other. */
export const checkAll = async (
  made: readonly Made[],
  commands: readonly Planned[],
  environment: NodeJS.ProcessEnv,
): Promise<readonly Checked[]> => {
  const all: Checked[] = [];
  for (const planned of commands) {
    const request = made.find((one) => one.request.name === planned.name)?.request;
    if (request && planned.outcome !== 'unchanged') all.push(await checkInstalled(request, planned, environment));
  }
  return all;
};
