import { type Kind, marks } from './message.ts';
import { acknowledgedAtOnce } from './window.ts';

export type Response = 'echo' | 'acknowledge' | undefined;

/** Says what the far end does about each message, from its first byte and its size in bytes. */
export const createResponder = (): ((mark: number, size: number) => Response) => {
  let counted = 0;
  return (mark, size) => {
    if (mark === marks.echo) return 'echo' satisfies Kind;
    counted += 1;
    if (counted < acknowledgedAtOnce(size)) return undefined;
    counted = 0;
    return 'acknowledge';
  };
};
