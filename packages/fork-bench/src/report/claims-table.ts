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
  isNodeTold: boolean,
  view: View,
): string => {
  const room = Math.max(view.columns - VERDICT_WIDTH - 2, 20);
  const lines = [
    ...wrapText(text, room),
    ...wrapText(figure, room).map(view.style.bold),
    ...wrapText(`${id}, article ${source}${isNodeTold ? `, Node ${node}` : ''}`, room).map(view.style.dim),
  ];
  const [first, ...rest] = lines.map((line) => `  ${line}\n`);
  const mark = paintOf(verdict, view)(verdict.padEnd(VERDICT_WIDTH));
  return `${mark}${first}${rest.map((line) => ' '.repeat(VERDICT_WIDTH) + line).join('')}`;
};

const tally = (claims: readonly ClaimResult[]): string =>
  (['holds', 'does not hold', 'depends'] as const)
    .map((verdict) => `${verdict}: ${claims.filter((claim) => claim.verdict === verdict).length}`)
    .join(', ');

/** A block for each claim, and how many of them hold. The Node is told where it is another than the machine's, which is above. */
export const claimsTable = ({ claims, machine }: ClaimsResult, view: View): string => {
  const isNodeTold = claims.some(({ node }) => node !== machine.node);
  const blocks = claims.map((claim) => claimBlock(claim, isNodeTold, view));
  return spelled(`${blocks.join('\n')}\n${tally(claims)}\n`, view);
};
