import { compiled } from '../compiler.ts';
import type { Workshop } from '../workshop.ts';

// Computes until its own clock of CPU time says so: it takes what it is told to take, whatever else the machine does.
const IN_C = `#include <stdlib.h>
#include <time.h>

static double used(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

int main(int count, char **words) {
  double wanted = count > 1 ? atof(words[1]) : 0;
  volatile unsigned long sum = 0;
  while (used() < wanted)
    for (int turn = 0; turn < 2000; turn++) sum += turn;
  return 0;
}
`;

/** A command that takes so many milliseconds of CPU time; undefined without a C compiler. */
export const burner = (workshop: Workshop): ((ms: number) => string) | undefined => {
  const program = compiled(workshop, 'burn', IN_C);
  return program === undefined ? undefined : (ms) => `${program} ${ms}`;
};
