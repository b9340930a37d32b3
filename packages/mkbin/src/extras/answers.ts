/** What a command says of itself: its manual page, and the scripts that teach shells to complete it. */
import { monotonicMs } from '@proctools/core';
import type { Words } from '../check/start.ts';
import { type Trial, tryOut } from '../check/trial.ts';

export type Kind = 'man' | 'bash' | 'zsh' | 'fish';

export interface Answer {
  readonly kind: Kind;
  readonly text: string;
}

/** What it is asked, and how an answer looks; many print their help, whatever they are asked. */
const QUESTIONS: readonly { readonly kind: Kind; readonly operands: readonly string[]; readonly looks: RegExp }[] = [
  { kind: 'man', operands: ['--man'], looks: /^(?:\.\\"|'\\")?.*(?:^|\n)\.(?:TH|Dd) /s },
  { kind: 'bash', operands: ['--completion', 'bash'], looks: /^\s*complete /m },
  { kind: 'zsh', operands: ['--completion', 'zsh'], looks: /^#compdef |^\s*compdef /m },
  { kind: 'fish', operands: ['--completion', 'fish'], looks: /^\s*complete (?:-c|--command)/m },
];

/** For all questions together. */
const TIMEOUT_MS = 5_000;

const isAnswer = ({ ending, stdout }: Trial, looks: RegExp): boolean =>
  'exited' in ending && ending.exited === 0 && looks.test(stdout);

/** Asks a command for what it says of itself; one that answers nothing has nothing. */
export const askForExtras = async (
  words: Words,
  environment: NodeJS.ProcessEnv,
  tidyUp: () => void,
): Promise<readonly Answer[]> => {
  const deadline = monotonicMs() + TIMEOUT_MS;
  const answers: Answer[] = [];
  for (const { kind, operands, looks } of QUESTIONS) {
    const timeoutMs = Math.max(deadline - monotonicMs(), 0);
    const trial = await tryOut(words, operands, { environment, timeoutMs, tidyUp });
    if (isAnswer(trial, looks)) answers.push({ kind, text: trial.stdout });
  }
  return answers;
};
