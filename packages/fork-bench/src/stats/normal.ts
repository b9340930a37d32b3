// The standard normal distribution, from its own definitions rather than from tables of coefficients.

/** The height of the bell over x. */
const normalDensity = (x: number): number => Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);

/** From here outwards the fraction needs fewer terms than the series, and keeps its digits. */
const FAR = 4;

/** The area between 0 and x, for a small x: x + x³/3 + x⁵/(3·5) + ... under the bell (Abramowitz & Stegun 26.2.11). */
const areaFromCentre = (x: number): number => {
  let term = x;
  let total = x;
  for (let odd = 3; total + term !== total; odd += 2) {
    term *= x ** 2 / odd;
    total += term;
  }
  return total * normalDensity(x);
};

/** The area beyond x, for a large x: 1/(x + 1/(x + 2/(x + ...))) of the bell (Abramowitz & Stegun 26.2.14). */
const areaBeyond = (x: number): number => {
  let denominator = x;
  for (let term = 80; term > 0; term -= 1) denominator = x + term / denominator;
  return normalDensity(x) / denominator;
};

/** The probability of a value up to x. */
export const normalCdf = (x: number): number => {
  if (Number.isNaN(x)) return x; // the series would go on for ever
  if (x < -FAR) return areaBeyond(-x);
  if (x > FAR) return 1 - areaBeyond(x);
  return 0.5 + areaFromCentre(x);
};

/** The x up to which values have this probability (between 0 and 1, both excluded). */
export const normalQuantile = (probability: number): number => {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let [low, high] = [-40, 0];
  for (let middle = low / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return high;
};
