/** What several drivers find, of one suite, in rounds and under several Nodes, gathered by name. Pure. */
import type { ClaimResult, Unit } from '../results.ts';
import type { Finding } from './suite.ts';

/** All values of one figure under one Node, in the order in which they came. */
export interface Series {
  readonly group: string;
  readonly name: string;
  readonly unit: Unit;
  readonly better: 'less' | 'more';
  readonly node: string;
  readonly values: readonly number[];
  /** What was said of it last. */
  readonly note: string | undefined;
}

export interface Gathered {
  readonly series: readonly Series[];
  /** Each once. */
  readonly notes: readonly { readonly node: string; readonly text: string }[];
  /** Of each claim the last. */
  readonly claims: readonly ClaimResult[];
}

export const nothingGathered: Gathered = { series: [], notes: [], claims: [] };

type Values = Extract<Finding, { type: 'values' }>;

const isOf = (one: Series, { group, name }: Pick<Values, 'group' | 'name'>, node: string): boolean =>
  one.node === node && one.group === group && one.name === name;

/** Puts `added` in the place of the one that is the same, or at the end. */
const put = <One>(all: readonly One[], isSame: (one: One) => boolean, merge: (old: One | undefined) => One) => {
  const at = all.findIndex(isSame);
  return at < 0 ? [...all, merge(undefined)] : all.with(at, merge(all[at]));
};

/** What was gathered of the figure that a finding is about. */
export const seriesOf = ({ series }: Gathered, finding: Finding, node: string): Series | undefined =>
  finding.type === 'values' ? series.find((one) => isOf(one, finding, node)) : undefined;

const withValues = (all: readonly Series[], { type: _, ...found }: Values, node: string): readonly Series[] =>
  put(
    all,
    (one) => isOf(one, found, node),
    (old) => ({
      ...found,
      node,
      values: [...(old?.values ?? []), ...found.values],
      note: found.note ?? old?.note,
    }),
  );

/** What was gathered, and one finding more of this Node. */
export const gather = (gathered: Gathered, finding: Finding, node: string): Gathered => {
  const { claims, notes, series } = gathered;
  switch (finding.type) {
    case 'values':
      return { ...gathered, series: withValues(series, finding, node) };
    case 'note':
      return {
        ...gathered,
        notes: put(
          notes,
          (one) => one.node === node && one.text === finding.text,
          () => ({ node, text: finding.text }),
        ),
      };
    case 'failure': {
      const text = `${finding.name}: ${finding.reason}`;
      return gather(gathered, { type: 'note', text }, node);
    }
    case 'claim':
      return {
        ...gathered,
        claims: put(
          claims,
          (one) => one.node === node && one.id === finding.claim.id,
          () => ({ ...finding.claim, node }),
        ),
      };
  }
};
