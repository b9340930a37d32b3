/** The kinds of values that only mkbin knows. */

const RANGE = /^(?=.*\d)[\d.vx*^~<>=|\s-]+$/i;

/** What `--node` says; a range is read in full when it is used. */
export type NodeWish = 'env' | 'pin' | { readonly range: string };

export const nodeChoice = {
  word: 'env|pin|RANGE',
  expected: 'env, pin or a range such as ">=22.18"',
  read: (text: string): NodeWish | undefined => {
    if (text === 'env' || text === 'pin') return text;
    return RANGE.test(text) ? { range: text } : undefined;
  },
  complete: { words: ['env', 'pin'] },
};
