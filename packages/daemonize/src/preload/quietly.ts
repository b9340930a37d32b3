/** Does what the program shall not notice: whatever goes wrong in it leaves the program as Node would run it. */
export const quietly = <Answer>(work: () => Answer): Answer | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};
