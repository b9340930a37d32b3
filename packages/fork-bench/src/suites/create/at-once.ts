/** The names of figures that differ in how many were under way at once. */

export const atOnceName = (name: string, atOnce: number): string => `${name}, ${atOnce} at once`;

/** The two parts of such a name; undefined for another one. */
export const readAtOnce = (text: string): { readonly name: string; readonly atOnce: number } | undefined => {
  const [, name, atOnce] = /^(.*), (\d+) at once$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, atOnce: Number(atOnce) };
};
