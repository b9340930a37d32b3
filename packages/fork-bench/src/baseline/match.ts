import type { Series } from './series.ts';

/** The same thing, measured then and now. */
export interface Match {
  readonly before: Series;
  readonly after: Series;
}

export interface Matched {
  readonly matches: readonly Match[];
  /** Names of what was measured only then, and only now. */
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

const isAlike = (one: Series, other: Series): boolean => one.name === other.name && one.metric === other.metric;

/** Of several Nodes the same one; of a single one then, and a single one now, these two. */
const partnerOf = (one: Series, all: readonly Series[], before: readonly Series[]): Series | undefined => {
  const alike = before.filter((series) => isAlike(series, one));
  const sameNode = alike.find(({ node }) => node === one.node);
  if (sameNode) return sameNode;
  const isOnly = alike.length === 1 && all.filter((series) => isAlike(series, one)).length === 1;
  return isOnly ? alike[0] : undefined;
};

const namesOf = (series: readonly Series[]): readonly string[] => [...new Set(series.map(({ name }) => name))];

/** Finds what was measured on both days. */
export const matchSeries = (before: readonly Series[], after: readonly Series[]): Matched => {
  const matches = after.flatMap((series): Match[] => {
    const partner = partnerOf(series, after, before);
    return partner ? [{ before: partner, after: series }] : [];
  });
  return {
    matches,
    gone: namesOf(before.filter((series) => !matches.some((match) => match.before === series))),
    added: namesOf(after.filter((series) => !matches.some((match) => match.after === series))),
  };
};
