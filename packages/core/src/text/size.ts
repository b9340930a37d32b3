const POWERS = 'kmgt';

/** Reads `512`, `64k`, `10M`, `1G`, `2T` (powers of 1024) as a number of bytes. Undefined when it is none of these. */
export const parseSize = (text: string): number | undefined => {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)([kmgt])?b?$/i.exec(text);
  if (!match) return undefined;
  return Math.round(Number(match[1]) * 1024 ** (POWERS.indexOf((match[2] ?? '').toLowerCase()) + (match[2] ? 1 : 0)));
};

/** Bytes for people, in powers of 1024: `512`, `1.5k`, `40M`, `1.2G`. */
export const formatSize = (bytes: number): string => {
  let power = 0;
  let rest = bytes;
  while (rest >= 1023.5 && power < POWERS.length) {
    rest /= 1024;
    power += 1;
  }
  const letter = power === 0 ? '' : (POWERS[power - 1] ?? '').replace(/[mgt]/, (unit) => unit.toUpperCase());
  return `${rest < 9.95 && power > 0 ? rest.toFixed(1).replace(/\.0$/, '') : Math.round(rest)}${letter}`;
};
