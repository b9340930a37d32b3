/** What has changed since a baseline, in words. */
import { formatTable, type Style, spellOut } from '@proctools/core';
import { formatChange, formatShare } from '../report/quantity.ts';
import type { BaselineJudgement, Change, Reservation } from './judge-baseline.ts';

const METRICS = { wall: 'on the clock', cpu: 'CPU time', figure: '' } as const;

const rangeText = ({ high, low }: Change): string =>
  low === undefined || high === undefined ? 'too few values' : `${formatChange(low - 1)} … ${formatChange(high - 1)} %`;

const reservationText = (reservation: Reservation): string => {
  switch (reservation.type) {
    case 'drift':
      return reservation.drift === undefined
        ? 'too few values to know the drift'
        : `it drifted by ${formatShare(reservation.drift)} within one session`;
    case 'load':
      return `does not count: others use ${formatShare(reservation.after)} of the machine, then ${formatShare(reservation.before)}`;
  }
};

const verdictText = ({ isTooSlow, ratio, verdict }: Change): string => {
  switch (verdict) {
    case 'slower':
      return isTooSlow ? `${ratio.toFixed(2)} × slower: too slow` : `${ratio.toFixed(2)} × slower`;
    case 'faster':
      return `${(1 / ratio).toFixed(2)} × faster`;
    case 'same':
      return 'same';
    case 'cannot-tell':
      return 'cannot tell';
  }
};

const paintFor = ({ isTooSlow, verdict }: Change, style: Style): ((text: string) => string) => {
  if (isTooSlow) return style.red;
  if (verdict === 'slower' || verdict === 'cannot-tell') return style.yellow;
  return style.green;
};

const row = (change: Change, style: Style): readonly string[] => {
  const { metric, name, node, reservation } = change;
  return [
    `  ${spellOut(name)}${node === undefined ? '' : ` [${node}]`}`,
    METRICS[metric],
    rangeText(change),
    paintFor(change, style)(verdictText(change)),
    reservation ? style.dim(reservationText(reservation)) : '',
  ];
};

const listed = (what: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `  ${what}: ${names.map(spellOut).join(', ')}\n`;

/** A line for each thing that was measured on both days, and the names of the others. A change is what it takes more than then. */
export const baselineText = (
  name: string,
  { added, changes, gone, withoutRatio }: BaselineJudgement,
  style: Style,
): string =>
  `${style.bold(`Against ${name}`)}\n` +
  formatTable(changes.map((change) => row(change, style))) +
  listed('only then', gone) +
  listed('only now', added) +
  listed('cannot be compared, as some values are not above 0', withoutRatio);
