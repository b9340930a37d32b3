import { fork } from 'node:child_process';
import type { Step, SuiteSettings, Tell } from '../suite.ts';
import { goodEnd, moment } from './moments.ts';
import { programs } from './programs.ts';

const [EACH, BLOCKED] = ['forks in one tick: time for each', 'forks in one tick: loop blocked'];

/** 128 take two seconds, or more. */
const [sizes, sizesInBrief] = [
  [2, 8, 32, 128],
  [2, 8, 32],
];

/** The smaller ones are measured in any case, a larger one when there seems to be time for it. */
const ALWAYS = 8;

/**
 * Watches for how long the event loop does not come round at the longest. A timer that beats every millisecond, and not
 * `monitorEventLoopDelay`: that does not see a stall which begins in the tick that it was enabled in.
 */
const watchLoop = () => {
  let [last, longest] = [performance.now(), 0];
  const beat = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(beat, 1);
  return {
    stop: (): number => {
      clearInterval(timer);
      beat();
      return longest;
    },
  };
};

const forkOne = (): Promise<unknown> => {
  const child = fork(programs.send, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return Promise.all([moment(child, 'message', child), goodEnd(child)]);
};

/** Answers with the time for each. */
const forkMany = async (size: number, tell: Tell): Promise<number> => {
  const begin = performance.now();
  const loop = watchLoop();
  await Promise.all(Array.from({ length: size }, forkOne));
  const eachMs = (performance.now() - begin) / size;
  const figure = { type: 'values', name: `${size} forks`, unit: 'ms', better: 'less' } as const;
  tell({ ...figure, group: EACH, values: [eachMs] });
  tell({ ...figure, group: BLOCKED, values: [loop.stop()] });
  return eachMs;
};

/** What happens when many children are forked without waiting for any: fork(2) is called in the thread that runs the event loop. */
export const stormStep = ({ isBrief }: SuiteSettings): Step => ({
  name: 'storm',
  weight: 3,
  run: async (budgetMs, tell) => {
    const end = performance.now() + budgetMs;
    do {
      let eachMs = 0;
      for (const size of isBrief ? sizesInBrief : sizes) {
        const isTimeFor = performance.now() + size * eachMs < end;
        if (size <= ALWAYS || isTimeFor) eachMs = await forkMany(size, tell);
      }
    } while (performance.now() < end - budgetMs / 2);
  },
});
