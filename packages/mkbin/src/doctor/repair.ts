/** Makes a command again, from what was written down of it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { applySteps } from '../apply/apply.ts';
import { type Making, make } from '../forms/make.ts';
import type { Request } from '../forms/product.ts';
import type { Conflict, Made } from '../plan/plan.ts';
import { planInstall } from '../plan/plan-install.ts';
import { changing } from '../records/change-store.ts';
import { othersIn } from '../records/linked.ts';
import type { CommandRecord } from '../records/record.ts';
import { recordStep } from '../records/records.ts';
import type { Store } from '../records/store.ts';
import { isNode } from '../script/interpreter.ts';
import { readScript } from '../script/script.ts';
import { requestFrom } from './examine.ts';

/** A pinned Node that is gone gives way to the one at hand, an interpreter that is gone to that of its name on PATH. */
const withWhatIsThere = (request: Request): Request => {
  const { interpreter, node } = request;
  if (node.type === 'pin' && isNode(interpreter)) {
    return existsSync(node.file) ? request : { ...request, node: { type: 'pin', file: process.execPath } };
  }
  const isGone = path.isAbsolute(interpreter.program) && !existsSync(interpreter.program);
  if (!isGone) return request;
  return { ...request, interpreter: { ...interpreter, program: path.basename(interpreter.program) } };
};

/** Repairs a command; answers with what forbids it. Throws the Failure of a form that cannot be made. */
export const repair = async (
  record: CommandRecord,
  store: Store,
  announce: Making['announce'],
): Promise<readonly Conflict[]> => {
  const request = withWhatIsThere(requestFrom(record, readScript(record.source)));
  const making: Making = { form: record.form, edits: 'allowed', others: othersIn(store, []), announce };
  const made: Made = { request, product: await make(request, making) };
  return changing(store, () => {
    const now = new Date();
    const { conflicts, steps } = planInstall([made], { folder: record.folder, store, force: false, now });
    if (conflicts.length > 0) return conflicts;
    // What comes out as it was has been looked at now, all the same.
    const all = steps.length > 0 ? steps : [recordStep(store, { ...record, installedAt: now.toISOString() })];
    applySteps(store.folder, { deed: 'repair', names: [record.name], undoes: undefined }, all);
    return [];
  });
};
