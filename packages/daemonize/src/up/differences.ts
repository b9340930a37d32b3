/** In what a daemon runs otherwise than its file wants it to: never in what only the shell of the caller gave to it. */
import type { EnvironmentSource, Settings } from '../settings.ts';

/** How a daemon runs, or is to run. */
export interface Manner {
  readonly settings: Settings;
  /** The one that was asked for; null where it is the caller's. */
  readonly umask: number | null;
  /** Undefined when nobody knows any more. */
  readonly source: Pick<EnvironmentSource, 'assignments' | 'fromFiles'> | undefined;
}

/** Settings that are not called as their options are, units aside. */
const OPTIONS: Readonly<Record<string, string>> = { cwd: 'chdir', envFiles: 'envFile', limits: 'limit' };

const optionOf = (key: string): string => OPTIONS[key] ?? key.replace(/Ms$/, '');

/** What says nothing is left out, so that a record of before there was such a setting is no different. */
const saying = (value: unknown): unknown => {
  if (value === null || value === undefined || value === false) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(saying);
  if (typeof value !== 'object') return value;
  const parts = Object.entries(value).map(([key, part]) => [key, saying(part)] as const);
  return Object.fromEntries(parts.sort(([one], [other]) => (one < other ? -1 : 1)));
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(saying(one)) === JSON.stringify(saying(other));

const differingKeys = (one: Readonly<Record<string, unknown>>, other: typeof one): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((key) => !isSame(one[key], other[key]));

/** All settings side by side, without those of the caller. */
const aspects = ({ settings, umask }: Manner): Readonly<Record<string, unknown>> => {
  const { crew, openFiles: _, supervision, ...rest } = settings;
  return { ...rest, umask, restart: 'never', ...supervision, ...crew };
};

/** By name, what sets it; a name alone hands on the caller's. */
const variables = ({ source }: Manner): Readonly<Record<string, unknown>> => {
  const assigned = (source?.assignments ?? []).map((assignment) => {
    const [name = ''] = assignment.split('=', 1);
    return [name, assignment] as const;
  });
  const read = Object.entries(source?.fromFiles ?? {}).map(([name, value]) => [name, `${name}=${value}`] as const);
  return Object.fromEntries([...read, ...assigned]);
};

/** The options that differ, as a file calls them, and `env NAME` for each variable. */
export const differences = (before: Manner, after: Manner): readonly string[] => {
  const isSupervised = before.settings.supervision && after.settings.supervision;
  const keys = differingKeys(aspects(before), aspects(after)).filter((key) => key !== 'backoff' || isSupervised);
  const names = before.source ? differingKeys(variables(before), variables(after)) : [];
  return [...keys.map(optionOf), ...(before.source ? names.map((name) => `env ${name}`) : ['env'])];
};
