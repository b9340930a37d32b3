/** What became of the articles' sentences, for a terminal. */
import { wrapText } from '@proctools/core';
import type { ClaimResult, ClaimsResult, ClaimVerdict } from '../results.ts';
import { spelled, type View } from './view.ts';

const VERDICT_WIDTH = 'does not hold'.length;

const paintOf = (verdict: ClaimVerdict, { style }: View): ((text: string) => string) => {
  if (verdict === 'holds') return style.green;
  return verdict === 'depends' ? style.yellow : style.red;
};

/** The verdict, and beside it the sentence, the figure and where it is from, each wrapped. */
const claimBlock = (
  { figure, id, node, source, text, verdict }: ClaimResult,
  severalNodes: boolean,
  view: View,
): string => {
  const room = Math.max(view.columns - VERDICT_WIDTH - 2, 20);
  const lines = [
    ...wrapText(text, room),
    ...wrapText(figure, room).map(view.style.bold),
    ...wrapText(`${id}, article ${source}${severalNodes ? `, Node ${node}` : ''}`, room).map(view.style.dim),
  ];
  const [first, ...rest] = lines.map((line) => `  ${line}\n`);
  const mark = paintOf(verdict, view)(verdict.padEnd(VERDICT_WIDTH));
  return `${mark}${first}${rest.map((line) => ' '.repeat(VERDICT_WIDTH) + line).join('')}`;
};

const tally = (claims: readonly ClaimResult[]): string =>
  (['holds', 'does not hold', 'depends'] as const)
    .map((verdict) => `${verdict}: ${claims.filter((claim) => claim.verdict === verdict).length}`)
    .join(', ');

/** A block for each claim, and how many of them hold. */
export const claimsTable = ({ claims }: ClaimsResult, view: View): string => {
  const severalNodes = new Set(claims.map(({ node }) => node)).size > 1;
  const blocks = claims.map((claim) => claimBlock(claim, severalNodes, view));
  return spelled(`${blocks.join('\n')}\n${tally(claims)}\n`, view);
};
