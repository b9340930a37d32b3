import { sleep } from '@proctools/core';
import type { ChildEnd, End } from '../endpoint.ts';
import type { Session } from '../session.ts';

/** A child that was cut off has so long to end by itself. */
const PARTING_MS = 1_000;

/** How the child ended; one that was cut off may have better things to do, and is told to end later. */
export const endOfChild = async (first: End, second: End, session: Session): Promise<ChildEnd | undefined> => {
  await Promise.all([first.hangUp?.(), second.hangUp?.()]);
  const end = first.child ?? second.child;
  return session.cut() ? Promise.race([end, sleep(PARTING_MS).then(() => undefined)]) : end;
};
