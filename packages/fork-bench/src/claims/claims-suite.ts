/** Each claim is a step of this suite. An experiment that fails is told in a sentence, and the next one is made all the same. */
import { sleep } from '@proctools/core';
import type { Step, Suite, Tell } from '../suites/suite.ts';
import type { Claim, Judgement } from './claim.ts';
import { claimWeights } from './ids.ts';
import { openStage, type Stage } from './stage.ts';
import { claims } from './table.ts';

/** What takes so much longer than its time counts as stuck: a busy machine is slow, but not that slow. */
const PATIENCE_MS = 60_000;

const checkInTime = async ({ check }: Claim, stage: Stage, budgetMs: number): Promise<Judgement> => {
  const checked = new AbortController();
  const late = sleep(budgetMs + PATIENCE_MS, checked.signal).then(() => {
    throw new Error(`it had not ended after ${Math.round((budgetMs + PATIENCE_MS) / 1_000)} s`);
  });
  late.catch(() => {});
  return Promise.race([check(stage, budgetMs), late]).finally(() => checked.abort());
};

const make = async (claim: Claim, budgetMs: number, tell: Tell): Promise<void> => {
  const { id, source, text } = claim;
  const obstacle = claim.obstacle?.();
  if (obstacle !== undefined) return tell({ type: 'note', text: `${id} cannot be checked here: ${obstacle}` });
  const stage = openStage();
  try {
    tell({ type: 'claim', claim: { id, text, source, ...(await checkInTime(claim, stage, budgetMs)) } });
  } catch (error) {
    tell({ type: 'failure', name: id, reason: error instanceof Error ? error.message : String(error) });
  } finally {
    await stage.close();
  }
};

const stepFor = (claim: Claim): Step => ({
  name: claim.id,
  weight: claimWeights[claim.id],
  run: (budgetMs, tell) => make(claim, budgetMs, tell),
});

export const suite: Suite = {
  name: 'claims',
  title: 'what the articles say',
  steps: ({ only }) => claims.filter(({ id }) => only === undefined || only.includes(id)).map(stepFor),
};
