/** What there is more of than is held, as equal contents go: `all` without `held`. */
export const without = (all: readonly Buffer[], held: readonly Buffer[]): readonly Buffer[] => {
  const counts = new Map<string, number>();
  for (const payload of held) counts.set(payload.toString('latin1'), (counts.get(payload.toString('latin1')) ?? 0) + 1);
  return all.filter((payload) => {
    const count = counts.get(payload.toString('latin1')) ?? 0;
    counts.set(payload.toString('latin1'), count - 1);
    return count <= 0;
  });
};
