import { monotonicMs } from '@proctools/core';
import type { Chance } from './patience.ts';

/** The clock and the dice, for tables that have neither. */
export const chance = (): Chance => ({ atMs: monotonicMs(), random: Math.random() });
