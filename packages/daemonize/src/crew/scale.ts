/** More workers, or fewer, while the others go on. */
import { tell } from '../supervisor/charge.ts';
import type { Answer } from '../supervisor/control.ts';
import { refusalFrom } from '../supervisor/refusal.ts';
import type { Crew } from './crew.ts';

const RANGE = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

const grow = async (crew: Crew, ids: readonly number[]): Promise<Answer | undefined> => {
  const all = await Promise.all(ids.map((id) => crew.fill(id)));
  const refused = all.find((filled) => filled.type === 'refused');
  if (!refused) return undefined;
  await Promise.all(ids.map((id) => crew.dismiss(id)));
  const { lastLines = [], reason } = refusalFrom(refused.why);
  return { ok: false, error: reason, lastLines };
};

/** Those that are too many finish what they have begun; when one that is to be added cannot be started, none is. */
export const scaleCrew = async (crew: Crew, workers: number): Promise<Answer> => {
  const { seats } = crew;
  const refusal = await grow(
    crew,
    RANGE(workers).filter((id) => !seats.includes(id)),
  );
  if (refusal) return refusal;
  await Promise.all(seats.filter((id) => id > workers).map((id) => crew.dismiss(id)));
  tell(crew.charge, { type: 'scaled', from: seats.length, to: workers });
  return { ok: true, from: seats.length, workers };
};
