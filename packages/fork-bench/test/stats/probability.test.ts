import { expect, test } from 'vitest';
import { binomialCdf, logGamma } from '../../src/stats/binomial.ts';
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts';
import { digits } from './digits.ts';

// R: pnorm(x), here by SciPy 1.17's norm.cdf.
test.each([
  [-10, 7.61985302416047e-24],
  [-5, 2.866515718791933e-7],
  [-4, 3.167124183311986e-5],
  [-1.96, 0.024997895148220435],
  [-0.5, 0.3085375387259869],
  [0, 0.5],
  [1, 0.8413447460685429],
  [3.9, 0.9999519036559824],
  [4.1, 0.9999793424930875],
  [6, 0.9999999990134123],
])('the normal distribution up to %f is %f', (x, probability) => {
  expect(digits(normalCdf(x), probability)).toBeGreaterThan(11);
});

// R: qnorm(p), here by SciPy 1.17's norm.ppf.
test.each([
  [1e-300, -37.0470962993612],
  [1e-12, -7.034483825301131],
  [0.005, -2.575829303548901],
  [0.025, -1.9599639845400545],
  [0.05, -1.6448536269514729],
  [0.5, 0],
  [0.8, 0.8416212335729143],
  [0.975, 1.959963984540054],
  [0.9999, 3.719016485455709],
])('the normal quantile of %f is %f', (probability, x) => {
  expect(normalQuantile(probability)).toBeCloseTo(x, 11);
});

// R: pbinom(k, n, p), here summed up in fractions of whole numbers.
test.each([
  [-1, 10, 0.5, 0],
  [2, 10, 0.5, 0.0546875],
  [9, 10, 0.5, 0.9990234375],
  [10, 10, 0.5, 1],
  [39, 100, 0.5, 0.017600100108852407],
  [60, 100, 0.5, 0.9823998998911476],
  [364, 368, 0.99, 0.5023804271171599],
  [367, 368, 0.99, 0.9752399446099063],
  [85, 100, 0.9, 0.07257296526488076],
  [4900, 10000, 0.5, 0.023292763852473693],
])('at most %i successes of %i with the chance %f have the probability %f', (successes, n, chance, probability) => {
  expect(digits(binomialCdf(successes, n, chance), probability)).toBeGreaterThan(10);
});

// C: lgamma(x).
test.each([
  [0.5, 0.5723649429247004],
  [1, 0],
  [2, 0],
  [10.5, 13.940625219403763],
  [14.9, 24.924132002217277],
  [100, 359.1342053695754],
  [12345.6, 103959.18506616846],
])('log Γ(%f) is %f', (x, value) => {
  expect(digits(logGamma(x), value)).toBeGreaterThan(13);
});
