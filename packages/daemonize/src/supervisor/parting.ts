import type { Exit } from '../store/record.ts';
import type { Farewell } from './transition.ts';

/** How it came that nobody looks after a daemon any more, and how its last run ended; null where nobody saw that. */
export interface Parting {
  readonly why: Farewell;
  readonly exit: Exit | null;
}
