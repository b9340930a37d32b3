import { readFileSync } from 'node:fs';
import { compiled } from './compiler.ts';
import type { Workshop } from './workshop.ts';

// Appends its clock and its pid to the file named by its operand, in one write, and stays for a while.
const IN_C = `#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **operands) {
  struct timespec now;
  char line[64];
  clock_gettime(CLOCK_REALTIME, &now);
  int file = open(operands[count - 1], O_WRONLY | O_CREAT | O_APPEND, 0644);
  int length = snprintf(line, sizeof line, "%lld%09ld %d\\n", (long long)now.tv_sec, now.tv_nsec, getpid());
  if (write(file, line, length) != length) return 1;
  alarm(120);
  pause();
}
`;

const IN_SHELL = `#!/bin/sh
echo "$(date +%s%N) $$" >> "$1"
exec sleep 120
`;

/** The program that the launchers start; its operand is the file for its clock. */
export const clockProgram = (workshop: Workshop): string => {
  const program = compiled(workshop, 'clock', IN_C);
  if (program) return program;
  console.log('no C compiler: the child is a shell script, which adds some milliseconds to all alike');
  return workshop.file('clock.sh', IN_SHELL, 0o755);
};

/** When it ran, in milliseconds since 1970, and as what. */
export interface Clocked {
  readonly at: number;
  readonly pid: number;
}

/** Reads what the program wrote, one for each time that it ran. */
export const readClocks = (file: string): readonly Clocked[] =>
  [...readFileSync(file, 'utf8').matchAll(/(\d+)(\d{6}) (\d+)\n/g)].map(([, ms, ns, pid]) => ({
    at: Number(ms) + Number(ns) / 1e6,
    pid: Number(pid),
  }));

/** Reads what the program wrote first; undefined as long as it has not. */
export const readClock = (file: string): Clocked | undefined => readClocks(file)[0];
