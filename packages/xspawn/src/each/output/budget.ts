/** What jobs that have ended may keep until their output is printed; when it is used up, no more are started. */
import { IN_MEMORY } from '../../output/store.ts';

export interface Cost {
  readonly bytes: number;
  readonly files: number;
}

export interface Budget {
  /** A job has ended whose streams have so many bytes left to print. */
  readonly spend: (left: readonly number[]) => Cost;
  /** It is printed. */
  readonly giveBack: (cost: Cost) => void;
  /** Undefined while there is something left. */
  readonly ready: () => Promise<void> | undefined;
}

/** What a job takes, apart from its output. */
const JOB_BYTES = 1 << 9;
const MOST_BYTES = 1 << 26;
const MOST_FILES = 200;

const costOf = (left: readonly number[]): Cost => ({
  bytes: left.reduce((sum, size) => sum + Math.min(size, IN_MEMORY), JOB_BYTES),
  files: left.filter((size) => size > IN_MEMORY).length,
});

export const createBudget = (): Budget => {
  const waiting: (() => void)[] = [];
  let [bytes, files] = [0, 0];
  const isUsedUp = (): boolean => bytes > MOST_BYTES || files > MOST_FILES;
  return {
    spend: (left) => {
      const cost = costOf(left);
      bytes += cost.bytes;
      files += cost.files;
      return cost;
    },
    giveBack: (cost) => {
      bytes -= cost.bytes;
      files -= cost.files;
      if (!isUsedUp()) for (const resolve of waiting.splice(0)) resolve();
    },
    ready: () => (isUsedUp() ? new Promise((resolve) => waiting.push(resolve)) : undefined),
  };
};
