/** How a script is changed by a plan. */
import { hasSameContent, isSame, sha256, stateOf } from '../apply/state.ts';
import { ownerOf, type Step } from '../apply/step.ts';
import type { Edit, Request } from '../forms/product.ts';
import type { Conflict } from './plan.ts';

/** The steps that an edit takes; none for what somebody has done already, another mkbin perhaps. */
export const editSteps = ({ file, bytes, mode }: Edit, { script }: Request): readonly Step[] => {
  const wanted = { type: 'file', sha256: sha256(bytes ?? script.bytes), mode: mode ?? script.mode } as const;
  if (isSame(stateOf(file), wanted)) return [];
  if (bytes) return [{ type: 'file', path: file, bytes, mode: wanted.mode, owner: ownerOf(file) }];
  return [{ type: 'mode', path: file, mode: wanted.mode }];
};

/** A script that somebody has written to since it was read is not what is to be changed. */
export const editConflicts = ({ file }: Edit, { script }: Request): readonly Conflict[] => {
  const asRead = { type: 'file', sha256: sha256(script.bytes), mode: script.mode } as const;
  return hasSameContent(stateOf(file), asRead) ? [] : [{ type: 'overtaken', path: file }];
};
