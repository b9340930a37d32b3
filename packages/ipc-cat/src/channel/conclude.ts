import { dieBy } from '@proctools/core';
import type { ChildEnd } from '../endpoint.ts';
import { codeOfChild } from '../verdict.ts';

/** Ends as the command did that we stood for: with its code, or by the signal that it died of. */
export const endAs = async (end: ChildEnd): Promise<number> => {
  if ('killed' in end && codeOfChild(end) > 128) await dieBy(end.killed as NodeJS.Signals);
  return codeOfChild(end);
};
