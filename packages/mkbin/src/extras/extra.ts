import type { Kind } from './answers.ts';

/** A file that belongs to a command, elsewhere than in the bin directory. */
export interface Extra {
  readonly kind: Kind;
  readonly path: string;
  readonly bytes: Buffer;
}
