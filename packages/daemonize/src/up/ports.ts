/** PORT, as foreman gives it to the processes of a Procfile: a number for each, a hundred apart, from that of .env or 5000 on. */
import { ExitCode, Failure } from '@proctools/core';
import type { Entry } from './entry.ts';

const FIRST = '5000';
const APART = 100;
const HIGHEST = 65_535;

const withPort = (entry: Entry, port: number): Entry => ({
  ...entry,
  given: new Map([...entry.given, ['env', [`PORT=${port}`]]]),
});

/** `base` is what PORT says in .env, else in the environment of the caller. */
export const withPorts = (entries: readonly Entry[], base: string = FIRST): readonly Entry[] => {
  const first = /^\d{1,5}$/.test(base) ? Number(base) : Number.NaN;
  if (first + APART * (entries.length - 1) <= HIGHEST)
    return entries.map((entry, index) => withPort(entry, first + APART * index));
  const more = entries.length > 1 ? `, ${APART} below that of the next` : '';
  throw new Failure(ExitCode.failed, `PORT: expected the port of the first entry${more}, and none above ${HIGHEST}`, {
    hint: 'it is taken from .env, else from the environment; 5000 when it is in neither',
  });
};
