import { usageFailure } from '../failure.ts';
import type { Verb } from './command.ts';

/** The names in `[--] COMMAND [OPERAND...]`, one for each place. */
const placesOf = (verb: Verb): readonly string[] =>
  verb.operands
    .split(/\s+/)
    .map((word) => word.replace(/[^\w-]/g, ''))
    .filter((word) => /^\w/.test(word));

/** A usage Failure when a verb was given fewer or more operands than it takes; `usage` is the hint. */
export const checkOperands = (verb: Verb, operands: readonly string[], usage: string): void => {
  const hint = `usage: ${usage}`;
  if (operands.length < verb.fewest) {
    const places = placesOf(verb);
    throw usageFailure(`missing operand: ${places[operands.length] ?? places.at(-1) ?? 'OPERAND'}`, hint);
  }
  const extra = operands.slice(verb.most);
  if (extra.length > 0) throw usageFailure(`too many operands: ${extra.join(' ')}`, hint);
};
