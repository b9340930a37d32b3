/** How the children behind two ends come to theirs. */
import { type Ended, sleep } from '@proctools/core';
import type { End } from '../endpoint.ts';
import type { Session } from '../session.ts';
import { codeOfChild } from '../verdict.ts';

/** A child that was cut off has so long to end by itself. */
const PARTING_MS = 1_000;

/** `--linger` is over, and there is still a child of ours: it is told to end, as everything is that the session keeps. False without one. */
export const endLingering = (ends: readonly End[], { end, opening, tell }: Session): boolean => {
  const [lingering] = ends.filter(({ child }) => child !== undefined);
  if (!lingering) return false;
  tell({ type: 'lingering', name: lingering.name, forMs: opening.lingerMs ?? 0 });
  end('linger');
  return true;
};

/** Of two the first that failed. */
const worseOf = (ends: readonly Ended[]): Ended | undefined => ends.find((end) => codeOfChild(end) !== 0) ?? ends[0];

/**
 * How the child ended, once both ways have; of two children the first that failed. Undefined when it was not waited for: one that was cut
 * off may have better things to do, and is told to end later.
 */
export const endOfChild = async (first: End, second: End, session: Session): Promise<Ended | undefined> => {
  await Promise.all([first.hangUp?.(), second.hangUp?.()]);
  const isCut = session.cut() !== undefined;
  const children = [first.child, second.child].filter((child) => child !== undefined);
  if (children.length === 0 || session.cut() === 'linger') return undefined;
  const ended = Promise.all(children).then(worseOf);
  const patienceMs = isCut ? PARTING_MS : session.opening.lingerMs;
  if (patienceMs === undefined) return ended;
  const end = await Promise.race([ended, sleep(patienceMs).then(() => undefined)]);
  if (end === undefined && !isCut) endLingering([first, second], session);
  return end;
};
