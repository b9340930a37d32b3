import { pause } from '../../pause.ts';
import { sleep } from '../../sleep.ts';

/** What we wait for takes the kernel a moment: less than a timer can measure, and the processor is left to it. */
const SHORT_MS = 0.2;
const SHORT_PAUSES = 50;

/** Waits while something is so that is sure to end. */
export const untilNot = async (isSo: () => boolean): Promise<void> => {
  for (let pauses = 0; isSo(); pauses += 1) {
    if (pauses < SHORT_PAUSES) pause(SHORT_MS);
    else await sleep(1);
  }
};
