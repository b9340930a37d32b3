/** The coefficients of Stirling's series for log Γ (Abramowitz & Stegun 6.1.41). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360];

/** From here on so few terms of the series are exact to the last digits. */
const LARGE = 15;

/** log Γ(x) for x > 0; a small x is moved up by Γ(x) = Γ(x + 1) / x. */
export const logGamma = (x: number): number => {
  if (x < LARGE) return logGamma(x + 1) - Math.log(x);
  const series = STIRLING.reduce((total, number, index) => total + number / x ** (2 * index + 1), 0);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
};

/** The probability of exactly so many successes in n trials, each with this chance (neither 0 nor 1). */
const binomialMass = (successes: number, n: number, chance: number): number =>
  Math.exp(
    logGamma(n + 1) -
      logGamma(successes + 1) -
      logGamma(n - successes + 1) +
      successes * Math.log(chance) +
      (n - successes) * Math.log1p(-chance),
  );

/** From so many successes down to none, as long as there is something to add. For a tail only: there each term is smaller than the one before. */
const lowerTail = (successes: number, n: number, chance: number): number => {
  let term = binomialMass(successes, n, chance);
  let total = 0;
  for (let count = successes; count >= 0 && total + term !== total; count -= 1) {
    total += term;
    term *= (count * (1 - chance)) / ((n - count + 1) * chance);
  }
  return total;
};

/** The probability of at most so many successes in n trials, each with this chance (between 0 and 1, both excluded). */
export const binomialCdf = (successes: number, n: number, chance: number): number => {
  if (successes < 0) return 0;
  if (successes >= n) return 1;
  if (successes <= n * chance) return lowerTail(successes, n, chance);
  // The same counted in failures: what is small is added up, and keeps its digits.
  return 1 - lowerTail(n - successes - 1, n, 1 - chance);
};
