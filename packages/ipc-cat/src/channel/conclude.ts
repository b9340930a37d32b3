import { dieBy, type Ended } from '@proctools/core';
import { codeOfChild } from '../verdict.ts';

/** Ends as the command did that we stood for: with its code, or by the signal that it died of. */
export const endAs = async (end: Ended): Promise<number> => {
  if ('killed' in end && codeOfChild(end) > 128) await dieBy(end.killed as NodeJS.Signals);
  return codeOfChild(end);
};
