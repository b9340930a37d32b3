import { type Style, wrapText } from '@proctools/core';
import type { ClaimResult, ClaimsResult, ClaimVerdict } from '../results.ts';

/** As wide as the longest verdict, and two blanks. */
const VERDICT_COLUMNS = 'does not hold'.length + 2;

const paint = (verdict: ClaimVerdict, style: Style): ((text: string) => string) =>
  ({ holds: style.green, 'does not hold': style.red, depends: style.yellow })[verdict];

/** The verdict before the sentence, and where it stands; below them what was measured. */
const rows = (claim: ClaimResult, style: Style, columns: number): readonly string[] => {
  const { figure, id, source, text, verdict } = claim;
  const width = columns - VERDICT_COLUMNS;
  const margin = ' '.repeat(VERDICT_COLUMNS);
  const sentence = wrapText(`${text} (${id}; ${source})`, width);
  const first = paint(verdict, style)(verdict) + ' '.repeat(VERDICT_COLUMNS - verdict.length);
  return [
    ...sentence.map((line, index) => (index === 0 ? first : margin) + style.bold(line)),
    ...wrapText(figure, width).map((line) => margin + line),
  ];
};

const VERDICTS: readonly ClaimVerdict[] = ['holds', 'depends', 'does not hold'];

const say = (verdict: ClaimVerdict, count: number): string =>
  ({
    holds: `${count} ${count === 1 ? 'holds' : 'hold'}`,
    depends: `${count} ${count === 1 ? 'depends' : 'depend'}`,
    'does not hold': `${count} ${count === 1 ? 'does' : 'do'} not hold`,
  })[verdict];

/** `14 hold, 5 depend, 1 does not hold`. */
export const claimsSummary = (claims: readonly ClaimResult[]): string =>
  VERDICTS.map((verdict) => [verdict, claims.filter((one) => one.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => say(verdict, count))
    .join(', ');

/** All claims, Node by Node, for a terminal of so many columns; then how many hold, and what could not be checked. */
export const claimsTable = ({ claims, notes }: ClaimsResult, style: Style, columns: number): string => {
  const nodes = [...new Set(claims.map(({ node }) => node))];
  const lines = nodes.flatMap((node) => {
    const own = claims.filter((one) => one.node === node);
    return [...own.flatMap((claim) => [...rows(claim, style, columns), '']), `Node ${node}: ${claimsSummary(own)}`, ''];
  });
  return [...lines, ...notes.flatMap((note) => wrapText(note, columns))].join('\n').trimEnd().concat('\n');
};
