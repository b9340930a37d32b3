/** What it costs to start a process: time, CPU time, memory, and what happens to those who start many. */
import type { Suite } from '../suite.ts';
import { memoryStep } from './memory.ts';
import { rateStep } from './rate.ts';
import { startTimeStep } from './start-time.ts';
import { stormStep } from './storm.ts';

export const suite: Suite = {
  name: 'create',
  title: 'what it costs to start a process',
  steps: (settings) => [startTimeStep, rateStep(settings), stormStep(settings), memoryStep(settings)],
};
