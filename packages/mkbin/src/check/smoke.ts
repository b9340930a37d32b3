import { monotonicMs } from '@proctools/core';
import { type Judgement, judgeSilence, judgeTrial } from './judgement.ts';
import type { Words } from './start.ts';
import { type Trial, tryOut } from './trial.ts';

/** What a command is asked: nearly all answer one of these, and few do anything else then. */
const QUESTIONS = ['--version', '--help'] as const;

/** For all runs together. */
const TIMEOUT_MS = 5_000;

interface Installed {
  /** Its new path. */
  readonly file: string;
  /** How the script is run by its own path, when that is another way. */
  readonly direct: Words | undefined;
  readonly script: string;
  /** Its text. */
  readonly text: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Runs a command through its new path as a user would, and directly only when it kept silent. */
export const smoke = async ({ file, direct, script, text, environment }: Installed): Promise<Judgement> => {
  const deadline = monotonicMs() + TIMEOUT_MS;
  const ask = (words: Words, question: string): Promise<Trial> =>
    tryOut(words, [question], { environment, timeoutMs: Math.max(deadline - monotonicMs(), 0) });
  for (const question of QUESTIONS) {
    const judgement = judgeTrial(await ask([file], question), TIMEOUT_MS);
    if (judgement) return judgement;
  }
  const runs: Trial[] = [];
  if (direct) for (const question of QUESTIONS) runs.push(await ask(direct, question));
  return judgeSilence(runs, text, script);
};
