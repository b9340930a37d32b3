/** What is in the way of a command. */
import { existsSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { hasSameContent, type State, stateOf } from '../apply/state.ts';
import { stateOfPlaced } from '../records/placed.ts';
import type { CommandRecord, Placed } from '../records/record.ts';
import type { Conflict, Made } from './plan.ts';

/** Whether a link leads on to `file`, step by step. */
const leadsThrough = (from: string, file: string, depth = 40): boolean => {
  if (from === file) return true;
  try {
    return depth > 0 && leadsThrough(path.resolve(path.dirname(from), readlinkSync(from)), file, depth - 1);
  } catch {
    return false;
  }
};

const occupied = (name: string, { path: file, type }: Placed, found: State, wasOurs: boolean): Conflict => {
  if (found.type === 'folder' || found.type === 'other')
    return { type: 'blocked', name, path: file, found: found.type };
  if (wasOurs) return { type: 'changed', name, path: file };
  if (found.type === 'link' && !existsSync(file)) return { type: 'occupied', name, path: file, found: 'dangling' };
  return { type: 'occupied', name, path: file, found: found.type === 'link' ? 'link' : type && 'file' };
};

/** What is in the way of one file of a command. */
export const conflictAt = (
  name: string,
  source: string,
  wanted: Placed,
  old: CommandRecord | undefined,
): Conflict | undefined => {
  if (leadsThrough(source, wanted.path)) return { type: 'itself', name, path: wanted.path };
  const found = stateOf(wanted.path);
  if (found.type === 'absent' || hasSameContent(found, stateOfPlaced(wanted))) return undefined;
  const ours = [...(old?.files ?? []), ...(old?.extras ?? [])].find(({ path: file }) => file === wanted.path);
  if (ours && hasSameContent(found, stateOfPlaced(ours))) return undefined;
  return occupied(name, wanted, found, ours !== undefined);
};

/** Names that several of the scripts would have. */
export const twice = (made: readonly Made[]): readonly Conflict[] =>
  [...new Set(made.map(({ request }) => request.name))].flatMap((name) => {
    const sources = made.filter(({ request }) => request.name === name).map(({ request }) => request.source);
    return sources.length > 1 ? [{ type: 'twice', name, sources } as const] : [];
  });
