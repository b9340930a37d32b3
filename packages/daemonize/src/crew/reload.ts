/** Replacing all workers, one after the other. */
import { monotonicMs } from '@proctools/core';
import { tell } from '../supervisor/charge.ts';
import type { Answer } from '../supervisor/control.ts';
import { refusalFrom } from '../supervisor/refusal.ts';
import type { Crew } from './crew.ts';

/** Begins at the first place; the first that cannot be filled anew is the last, and those that are not replaced by then stay. */
export const reloadCrew = async (crew: Crew): Promise<Answer> => {
  const beganAt = monotonicMs();
  const { seats } = crew;
  for (const [index, id] of seats.entries()) {
    const filled = await crew.fill(id);
    if (crew.isOver) return { ok: false, error: 'it was stopped meanwhile' };
    if (filled.type === 'filled') continue;
    const { lastLine, lastLines = [], reason } = refusalFrom(filled.why);
    tell(crew.charge, { type: 'reload-failed', worker: id, reason, lastLine });
    return { ok: false, error: reason, lastLines, replaced: index, workers: seats.length };
  }
  await crew.retired();
  tell(crew.charge, { type: 'reloaded', workers: seats.length, afterMs: Math.round(monotonicMs() - beganAt) });
  return { ok: true, replaced: seats.length, workers: seats.length };
};
