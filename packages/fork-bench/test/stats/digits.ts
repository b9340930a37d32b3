/** To how many digits a value agrees with the certified one: the log relative error of NIST's accounts; 17 when equal. */
export const digits = (value: number, certified: number): number => {
  const error = certified === 0 ? Math.abs(value) : Math.abs(value / certified - 1);
  return error === 0 ? 17 : -Math.log10(error);
};

/** Numbers without any pattern that R, Python and we make alike: ((i * 7919) mod 10007 / 10007)³ - 0.2, from i = 1. */
export const scattered = (n: number): readonly number[] =>
  Array.from({ length: n }, (_, index) => ((((index + 1) * 7919) % 10007) / 10007) ** 3 - 0.2);
