import { ExitCode, Failure, isFailure, originalEnvironment } from '@proctools/core';
import type { Way, WayName } from './way.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The best first: what each adds to the time of a command, and what it can tell, are in their descriptions. */
const WAYS: Readonly<Record<Exclude<WayName, 'auto'>, (variables: Variables) => Promise<Way>>> = {
  probe: async (variables) => (await import('./probe/probe-way.ts')).probeWay(variables),
  perl: async (variables) => (await import('./perl-way.ts')).perlWay(variables),
  bash: async (variables) => (await import('./bash-way.ts')).bashWay(variables),
  wait: async () => (await import('./wait-way.ts')).waitWay(),
};

type Found = Way | { readonly name: string; readonly obstacle: Failure };

const find = async (name: keyof typeof WAYS, variables: Variables): Promise<Found> => {
  try {
    return await WAYS[name](variables);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { name, obstacle: error };
  }
};

const refuse = ({ name, obstacle }: Exclude<Found, Way>): Failure =>
  new Failure(ExitCode.failed, `cannot measure with ${name} here: ${obstacle.message}`, {
    hint: 'leave --measure-with away, and the best way that works is taken',
    cause: obstacle.cause,
  });

/**
 * A way to measure that has been tried with a real run: the one that was asked for, or with `auto` the best that works
 * here. Rejects with a Failure that says why the one does not work, or none of them.
 * @param variables where to look for programs (PATH) and where to keep the probe (XDG_CACHE_HOME, HOME, TMPDIR)
 */
export const chooseWay = async (
  asked: WayName,
  variables: Variables = originalEnvironment().variables,
): Promise<Way> => {
  const names = asked === 'auto' ? (Object.keys(WAYS) as (keyof typeof WAYS)[]) : [asked];
  let last: Found | undefined;
  for (const name of names) {
    last = await find(name, variables);
    if ('run' in last) return last;
  }
  throw last && !('run' in last) ? refuse(last) : new Error(`${asked} is no way to measure`);
};
