/** A computation that takes its time: the sum of all numbers below `count`. */
export const sum = (count) => {
  let total = 0;
  for (let number = 0; number < count; number += 1) total += number;
  return total;
};
