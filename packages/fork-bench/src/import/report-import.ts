/** What the runs of hyperfine tell, in words. */
import { formatTable, quoteForShell, type Style, spellOut, wrapText } from '@proctools/core';
import { formatShare, formatTime } from '../report/quantity.ts';
import type { Judged, JudgedCommand, JudgedPair } from './judge-sequence.ts';

const intervalText = ({
  high,
  low,
}: {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}): string => (low === undefined || high === undefined ? 'too few' : `${formatTime(low)} – ${formatTime(high)}`);

const outliersText = ({ mildOutliers, severeOutliers }: JudgedCommand): string =>
  mildOutliers + severeOutliers === 0 ? '' : `${mildOutliers + severeOutliers} (${severeOutliers} severe)`;

const row = (command: JudgedCommand, style: Style): readonly string[] => {
  const { autocorrelation, drift, effectiveRuns, isDrifting, n, name, p50 } = command;
  const likeness = autocorrelation === undefined ? '' : autocorrelation.toFixed(2);
  return [
    spellOut(name),
    `${n}`,
    formatTime(p50),
    intervalText(command),
    isDrifting ? style.yellow(likeness) : likeness,
    `${Math.round(effectiveRuns)}`,
    drift === undefined ? '' : formatShare(drift),
    outliersText(command),
  ];
};

const HEADER = ['COMMAND', 'RUNS', 'MEDIAN', '95 %', 'LAG-1', 'COUNT AS', 'DRIFT', 'OUTLIERS'];

const ratioText = (ratio: number): string => ratio.toFixed(ratio < 9.995 ? 3 : 1);

/** What is said of b against a. */
const verdictText = ({ a, b, drift, isHeldBack, ratio, verdict }: JudgedPair): string => {
  const [first, second] = [spellOut(a), spellOut(b)];
  if (isHeldBack) {
    return drift === undefined
      ? 'cannot tell: there are too few runs to know how much the machine drifted'
      : `cannot tell: one and the same command drifted by ${formatShare(drift)} meanwhile`;
  }
  switch (verdict) {
    case 'a-faster':
      return `${first} is ${ratioText(ratio)} × faster than ${second}`;
    case 'b-faster':
      return `${second} is ${ratioText(1 / ratio)} × faster than ${first}`;
    case 'same':
      return 'the same';
    case 'cannot-tell':
      return 'cannot tell: the runs differ too much among themselves';
  }
};

const pairText = (pair: JudgedPair, style: Style): string => {
  const { a, b, high, low, ofMeans, ofMeansSpread, ratio, verdict } = pair;
  const range =
    low === undefined || high === undefined ? 'too few runs for an interval' : `${ratioText(low)} – ${ratioText(high)}`;
  const spread = ofMeansSpread === undefined ? '' : ` ± ${ofMeansSpread.toFixed(2)}`;
  const paint = verdict === 'cannot-tell' ? style.yellow : style.green;
  return (
    `${paint(verdictText(pair))}\n` +
    `  ${spellOut(b)} took ${ratioText(ratio)} × as long as ${spellOut(a)} (${range}); hyperfine's means: ${ratioText(ofMeans)}${spread}\n`
  );
};

const note = ({ commands }: Judged, width: number): string => {
  const drifts = commands.flatMap(({ drift }) => drift ?? []);
  const limit =
    drifts.length === 0
      ? 'Nobody knows how much the machine drifted.'
      : `The machine drifted by up to ${formatShare(Math.max(...drifts))} within one command: no smaller difference can be told from runs one after the other, however many there are.`;
  const line = `fork-bench ${commands.map(({ name }) => quoteForShell(name)).join(' ')}`;
  const text = `These commands were measured one after the other. ${limit} In pairs it can:`;
  return `${wrapText(text, width).join('\n')}\n  ${line}\n`;
};

/** A table of the commands, what can be said of each against the first, and how to know more. */
export const importText = (judged: Judged, style: Style, width: number): string => {
  const header = HEADER.map((title) => style.bold(title));
  const table = formatTable(
    [header, ...judged.commands.map((command) => row(command, style))],
    ['left', 'right', 'right', 'left', 'right', 'right', 'right'],
  );
  const pairs = judged.pairs.map((pair) => pairText(pair, style)).join('');
  return `${table}\n${judged.pairs.length === 0 ? '' : `${pairs}\n${note(judged, width)}`}`;
};
