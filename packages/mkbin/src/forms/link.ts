import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { Fault } from '../script/head.ts';
import { type Interpreter, isGone, isNode } from '../script/interpreter.ts';
import { headFor, withHead } from '../script/repair.ts';
import type { Script } from '../script/script.ts';
import { launcher } from './launcher.ts';
import type { Edit, EditReason, Note, Product, Request } from './product.ts';

const EXECUTABLE = 0o111;

const isSame = (one: Interpreter | undefined, other: Interpreter): boolean =>
  one !== undefined && [one.program, ...one.options].join('\0') === [other.program, ...other.options].join('\0');

/** Why the script's own interpreter is not to be what runs it. */
const replaced = ({ script: { head }, interpreter }: Request): EditReason | undefined => {
  if (!head.interpreter || isSame(head.interpreter, interpreter)) return undefined;
  return isGone(head.interpreter) ? 'interpreter-gone' : 'interpreter';
};

/** What was asked for beside the script. */
const asked = (request: Request): readonly EditReason[] => {
  const { interpreter, node, nodeOptions } = request;
  const reasons: readonly (EditReason | undefined)[] = [
    replaced(request),
    node.type !== 'env' && isNode(interpreter) ? 'runtime' : undefined,
    nodeOptions.length > 0 && isNode(interpreter) ? 'node-options' : undefined,
  ];
  return reasons.filter((reason) => reason !== undefined);
};

/** Faults of the bytes alone: the words of the line may stay. */
const OF_BYTES: readonly Fault[] = ['carriage-return', 'byte-order-mark', 'blank-line'];

/** The script as a kernel can run it, and why it has to change; undefined where no line can say it. */
const mended = async (
  request: Request,
): Promise<{ readonly bytes: Buffer; readonly why: readonly EditReason[] } | undefined> => {
  const { script, interpreter } = request;
  const { faults, lines } = script.head;
  const why = [...faults, ...asked(request)];
  if (why.length === 0) return { bytes: script.bytes, why };
  const keepsWords = faults.every((fault) => OF_BYTES.includes(fault)) && why.length === faults.length;
  const wanted = keepsWords ? lines : await headFor(request);
  if (!wanted) return undefined;
  const bytes = withHead(script, wanted, interpreter);
  return bytes.equals(script.bytes) ? { bytes, why: [] } : { bytes, why };
};

/** Whoever may read it may run it. */
const executable = (mode: number): number => ((mode & EXECUTABLE) === 0 ? mode | ((mode & 0o444) >> 2) : mode);

/** What a kernel needs changed before it runs a script; undefined where that cannot be done in the file. */
export const editFor = async (request: Request): Promise<Edit | undefined> => {
  const { script } = request;
  const content = await mended(request);
  if (!content) return undefined;
  const mode = executable(script.mode);
  return {
    file: script.realFile,
    bytes: content.bytes === script.bytes || content.why.length === 0 ? undefined : content.bytes,
    mode: mode === script.mode ? undefined : mode,
    why: mode === script.mode ? content.why : [...content.why, 'not-executable'],
  };
};

/** A file is replaced by another beside it, so its folder has to be ours to write; its mode is its owner's to change. */
const mayEdit = ({ realFile }: Script): boolean => {
  try {
    accessSync(path.dirname(realFile), constants.W_OK);
    accessSync(realFile, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** What may be done to a script for a link to it. */
export interface LinkRules {
  readonly edits: 'allowed' | 'forbidden';
  /** Other commands that are links to the same script, and would be changed with it. */
  readonly others: (request: Request, edit: Edit) => readonly string[];
}

/** What does no harm to who else runs the script: it was not fit to be run. */
const isWish = (reason: EditReason): boolean => ['node-options', 'runtime', 'interpreter'].includes(reason);

/**
 * A symbolic link to the script, which is made fit to be run; a launcher where that is forbidden, cannot be, or would
 * change another command.
 */
export const link = async (request: Request, { edits, others }: LinkRules): Promise<Product> => {
  const { name, source, script } = request;
  const edit = await editFor(request);
  const linked = { form: 'link', entries: [{ type: 'link', name, target: source }], notes: [] } as const;
  if (edit?.why.length === 0) return { ...linked, edits: [] };
  const why = edit?.why ?? asked(request);
  const instead = async (note: Note): Promise<Product> => ({ ...(await launcher(request)), notes: [note] });
  const because = (reason: 'forbidden' | 'unwritable' | 'impossible') =>
    instead({ type: 'fell-to-launcher', because: reason, why });
  if (!edit) return because('impossible');
  if (edits === 'forbidden') return because('forbidden');
  const shared = edit.why.some(isWish) ? others(request, edit) : [];
  if (shared.length > 0) return instead({ type: 'fell-to-launcher', because: 'shared', why, others: shared });
  return mayEdit(script) ? { ...linked, edits: [edit] } : because('unwritable');
};
