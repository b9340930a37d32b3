/** How soon a callback comes, what it costs, and which comes first. */
import type { Suite } from '../suite.ts';
import { costStep } from './cost.ts';
import { delayStep } from './delay.ts';
import { orderStep } from './order.ts';

export const suite: Suite = {
  name: 'timers',
  title: 'how soon a callback comes',
  steps: () => [delayStep, costStep, orderStep],
};
