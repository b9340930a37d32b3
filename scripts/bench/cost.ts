// Runs a command through a small C program that knows what it cost to the microsecond, orphans included: a wrapper's
// guard that outlives it for a moment would cost nothing in the times that the kernel adds up for its parent.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { chooseWay } from '../../packages/fork-bench/src/measure/choose-way.ts';
import type { Reading, Run, Way } from '../../packages/fork-bench/src/measure/way.ts';
import { compiled } from './compiler.ts';
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

const runThrough = async (program: string, run: Run): Promise<Reading> => {
  const { cwd, environment, file, operands, stdio } = run;
  const child = spawn(program, [file, ...operands], { cwd, env: { ...environment }, stdio: [...stdio, 'pipe'] });
  const ended = once(child, 'exit');
  const answer = await text(child.stdio[3] as Readable);
  const [code]: (number | null)[] = await ended;
  const [wall, cpu, left] = answer.split(' ').map(Number);
  if (left) console.log(`${operands.join(' ')} left something running`);
  return {
    wallMs: inMs(wall),
    cpuMs: inMs(cpu),
    userMs: undefined,
    systemMs: undefined,
    maxRssBytes: undefined,
    exitCode: code ?? 1,
    signal: undefined,
    isTimedOut: false,
  };
};

/** What counts the CPU time of orphans, too; without a C compiler, said, what fork-bench measures with. */
export const costWay = async (workshop: Workshop): Promise<Way> => {
  const program = compiled(workshop, 'cost', IN_C);
  if (program) {
    return {
      name: 'cost',
      description: 'a program in C that waits for orphans, too: CPU time to 1 µs',
      cpuResolutionMs: 0.001,
      hasMemory: false,
      run: (run) => runThrough(program, run),
    };
  }
  console.log('no C compiler: CPU time without that of orphans');
  return chooseWay('auto');
};
