// Runs a command through a small C program that knows what it cost to the microsecond, orphans included: a wrapper's
// guard that outlives it for a moment would cost nothing in the times that the kernel adds up for its parent.
import { compiled } from './compiler.ts';
import { type Candidate, type Executor, mustFit, spawnFor } from './measure.ts';
import type { Workshop } from './workshop.ts';

// Writes to descriptor 3: microseconds on the clock until the command ended, microseconds of CPU time of it and of all
// that descended from it, and whether something still ran five seconds later. Ends as the command ended.
const IN_C = `#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void late(int number) { (void)number; }

static long long micros(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

int main(int count, char **words) {
  struct sigaction alarmed = {.sa_handler = late};
  struct rusage usage;
  int status;
  pid_t pid;
  fcntl(3, F_SETFD, FD_CLOEXEC);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  long long begin = now();
  if (count < 2 || posix_spawnp(&pid, words[1], NULL, NULL, words + 1, environ) != 0) return 127;
  while (waitpid(pid, &status, 0) != pid) ;
  long long end = now();
  sigaction(SIGALRM, &alarmed, NULL);
  alarm(5);
  while (waitpid(-1, NULL, 0) > 0) ;
  int left = errno == EINTR;
  getrusage(RUSAGE_CHILDREN, &usage);
  dprintf(3, "%lld %lld %d", end - begin, micros(usage.ru_utime) + micros(usage.ru_stime), left);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
`;

const inMs = (micros = Number.NaN): number => micros / 1000;

const executorWith = (program: string): Executor => {
  let cpuMs = 0;
  const run = (candidate: Candidate, count: number) => {
    const words = [program, candidate.file, ...candidate.operands(count)];
    const ended = spawnFor(candidate, words, 'pipe');
    mustFit(candidate, ended);
    const [wall, cpu, left] = (ended.output[3] ?? '').split(' ').map(Number);
    if (left) console.log(`${candidate.name} left something running`);
    cpuMs += inMs(cpu);
    return { wallMs: inMs(wall) };
  };
  return { run, cpuMs: () => cpuMs };
};

/** What counts CPU time to the microsecond; undefined, and said, without a C compiler. */
export const costExecutor = (workshop: Workshop): Executor | undefined => {
  const program = compiled(workshop, 'cost', IN_C);
  if (program) return executorWith(program);
  console.log('no C compiler: CPU time in steps of 10 ms, and without that of orphans');
  return undefined;
};
