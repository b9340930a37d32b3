import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
  const source = workshop.file('clock.c', IN_C);
  const program = workshop.path('clock');
  if (spawnSync('cc', ['-O2', '-o', program, source], { stdio: 'ignore' }).status === 0) return program;
  console.log('no C compiler: the child is a shell script, which adds some milliseconds to all alike');
  return workshop.file('clock.sh', IN_SHELL, 0o755);
};

/** When it ran, in milliseconds since 1970, and as what. */
export interface Clocked {
  readonly at: number;
  readonly pid: number;
}

/** Reads what the program wrote; undefined as long as it has not. */
export const readClock = (file: string): Clocked | undefined => {
  const match = /^(\d+)(\d{6}) (\d+)\n/.exec(readFileSync(file, 'utf8'));
  return match ? { at: Number(match[1]) + Number(match[2]) / 1e6, pid: Number(match[3]) } : undefined;
};
