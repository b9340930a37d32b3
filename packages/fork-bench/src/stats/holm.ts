// Who asks m questions at once, each at 5 %, is wrong more often than 5 % of the times about one of them.
// Holm's way (1979): the surest answer has to stand at 5 % / m, the next at 5 % / (m - 1), and so on until one does not.

/** p-values after correction, in the order in which they came: each may be compared with 0.05 itself. R's p.adjust('holm'). */
export const holmAdjusted = (pValues: readonly number[]): readonly number[] => {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length);
  let atLeast = 0;
  for (const [place, { index, p }] of order.entries()) {
    atLeast = Math.max(atLeast, Math.min(1, p * (pValues.length - place)));
    adjusted[index] = atLeast;
  }
  return adjusted;
};

/**
 * The same by asking: for each of `count` questions the level at which it was answered (its share of `alpha`), where
 * `isClear` says whether the answer is clear at a level. One that never is has `alpha / count`.
 */
export const holmShares = (
  count: number,
  alpha: number,
  isClear: (question: number, share: number) => boolean,
): readonly number[] => {
  const shares = new Map<number, number>();
  for (let found = -1; found !== shares.size; ) {
    found = shares.size;
    const share = alpha / (count - found);
    for (let question = 0; question < count; question += 1) {
      if (!shares.has(question) && isClear(question, share)) shares.set(question, share);
    }
  }
  return Array.from({ length: count }, (_, question) => shares.get(question) ?? alpha / count);
};
