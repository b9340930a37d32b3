/** How many letters must be left out, put in, exchanged or swapped with their neighbour (Damerau and Levenshtein). */
export const editDistance = (from: string, to: string): number => {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      line.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(from.length, to.length);
};

/** `--color` for `--no-color` and `--ready` for `--ready-timeout` are no slips of the finger, but near all the same. */
const distance = (typed: string, word: string): number =>
  typed.length > 1 && (word.startsWith(typed) || word.endsWith(`-${typed}`)) ? 0.5 : editDistance(typed, word);

/** The word that was probably meant, when one is near enough: a third of its letters may be wrong. */
export const nearest = (typed: string, words: readonly string[]): string | undefined => {
  const allowed = Math.max(1, Math.floor(typed.length / 3));
  const [best] = words
    .map((word) => ({ word, away: distance(typed, word) }))
    .filter(({ word, away }) => away <= allowed && away < word.length)
    .sort((one, other) => one.away - other.away);
  return best?.word;
};
