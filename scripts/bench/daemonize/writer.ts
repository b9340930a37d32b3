import { compiled } from '../compiler.ts';
import type { Workshop } from '../workshop.ts';

/** With the newline. */
export const LINE_BYTES = 500;
const DIGITS = 10;

// Appends its clock to the file named first, then writes so many lines with a write each, and stays for a while.
const IN_C = `#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **operands) {
  struct timespec now;
  char clock[64], line[${LINE_BYTES} + 1];
  if (count < 3) return 2;
  clock_gettime(CLOCK_REALTIME, &now);
  int file = open(operands[1], O_WRONLY | O_APPEND);
  int length = snprintf(clock, sizeof clock, "%lld%09ld %d\\n", (long long)now.tv_sec, now.tv_nsec, getpid());
  if (write(file, clock, length) != length) return 1;
  memset(line, 'x', ${LINE_BYTES});
  for (long last = atol(operands[2]), number = 1; number <= last; number++) {
    snprintf(line + ${LINE_BYTES - DIGITS - 1}, ${DIGITS + 2}, "%0${DIGITS}ld\\n", number);
    for (ssize_t done = 0, more; done < ${LINE_BYTES}; done += more) {
      more = write(1, line + done, ${LINE_BYTES} - done);
      if (more < 0) return 1;
    }
  }
  alarm(600);
  pause();
}
`;

/** What each line begins with. */
export const FILLING = 'x'.repeat(LINE_BYTES - DIGITS - 1);

/** How the line of this number ends. */
export const endOfLine = (number: number): string => `${number}\n`.padStart(DIGITS + 1, '0');

/** The program that writes lines; undefined, and said, without a C compiler. */
export const writerProgram = (workshop: Workshop): string | undefined => {
  const program = compiled(workshop, 'writer', IN_C);
  if (!program) console.log('no C compiler: logs are not measured');
  return program;
};
