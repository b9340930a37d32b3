/** How long a command takes to start, beside what Node itself takes. */
import { monotonicMs } from '@proctools/core';
import type { Judgement } from './judgement.ts';
import type { Words } from './start.ts';
import { tryOut } from './trial.ts';

type Answering = Extract<Judgement, { readonly type: 'answers' }>;

export interface ColdStart {
  readonly commandMs: number;
  readonly nodeMs: number;
}

/** Others disturb a run, and never shorten it: the shortest of a few counts. */
const ROUNDS = 8;

/** A slow command is measured less often. */
const BUDGET_MS = 1_500;

const timeOf = async (words: Words, environment: NodeJS.ProcessEnv): Promise<number> =>
  (await tryOut(words, [], { environment, timeoutMs: BUDGET_MS })).ms;

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

/** A command that tells its version does nothing else then: it may be run as often as one likes. */
const isHarmless = ({ line, operand }: Answering): boolean => operand === '--version' && /\d\.\d/.test(line);

/**
 * Measures a command, by what it was asked, against `node` with an empty program, in turns, so that what else goes on
 * hits both. One that may have done its work when it was asked is not run again: then its only run counts, and an
 * ordinary one of Node's.
 */
export const measureColdStart = async (
  file: string,
  answering: Answering,
  node: string,
  environment: NodeJS.ProcessEnv,
): Promise<ColdStart> => {
  const [commands, nodes]: [number[], number[]] = [[], []];
  const end = monotonicMs() + BUDGET_MS;
  const isRepeated = isHarmless(answering);
  for (let round = 0; round < ROUNDS && (round === 0 || monotonicMs() < end); round += 1) {
    nodes.push(await timeOf([node, '-e', ''], environment));
    if (isRepeated) commands.push(await timeOf([file, answering.operand], environment));
  }
  if (!isRepeated) return { commandMs: answering.ms, nodeMs: median(nodes) };
  return { commandMs: Math.min(...commands), nodeMs: Math.min(...nodes) };
};

/** From here on it is worth a bundle: most of what a start takes is to look for files and to read them. */
const WORTH_A_BUNDLE = 1.5;

export const paysToBundle = ({ commandMs, nodeMs }: ColdStart): boolean => commandMs > WORTH_A_BUNDLE * nodeMs;
