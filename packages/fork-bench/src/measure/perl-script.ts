import { HIDDEN } from './hidden-variables.ts';
import { ANSWER_DESCRIPTOR, CLOCK_MONOTONIC, F_SETFD, FAILED, FD_CLOEXEC } from './probe/protocol.ts';

/** Numbers of the system calls that perl has no function for: 0 where there is no such call. */
export interface PerlCalls {
  readonly wait4: number;
  readonly clockGettime: number;
}

const generic: PerlCalls = { wait4: 260, clockGettime: 113 };

/** By Node's names. A Mac tells the time without a call to the kernel; perl brings a module for it there. */
const CALLS: Readonly<Record<string, PerlCalls>> = {
  'linux x64': { wait4: 61, clockGettime: 228 },
  'linux arm64': generic,
  'linux riscv64': generic,
  'linux loong64': generic,
  'linux ppc64': { wait4: 114, clockGettime: 246 },
  'linux s390x': { wait4: 114, clockGettime: 260 },
  'darwin x64': { wait4: 7, clockGettime: 0 },
  'darwin arm64': { wait4: 7, clockGettime: 0 },
};

/** Undefined where the numbers are not known, or where a `rusage` is laid out in another way, as it is with 32 bits. */
export const perlCalls = (platform: string, arch: string): PerlCalls | undefined => CALLS[`${platform} ${arch}`];

/**
 * Does in perl what the probe does, and answers alike, with its own operands in front: `FILE OPERANDS...`. A command
 * begins with the part of perl's memory that fork(2) copies: that is the floor of its peak memory.
 */
export const perlScript = ({ wait4, clockGettime }: PerlCalls): string => `
open my $answer, '>&=', ${ANSWER_DESCRIPTOR} or exit ${FAILED};
fcntl $answer, ${F_SETFD}, ${FD_CLOEXEC};
sub now {
  ${
    clockGettime > 0
      ? `my $time = "\\0" x 16; syscall ${clockGettime}, ${CLOCK_MONOTONIC}, $time; return $time;`
      : `my $time = Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC());
  return pack 'q q', int $time, 1e9 * ($time - int $time);`
  }
}
sub refuse { syswrite $answer, pack 'q', -($! + 0); exit ${FAILED} }
${clockGettime > 0 ? '' : 'require Time::HiRes;'}
for (grep { /^${HIDDEN}/ } keys %ENV) {
  my $value = delete $ENV{$_};
  s/^${HIDDEN}//;
  $ENV{$_} = $value;
}
my ($status, $usage) = ("\\0" x 8, "\\0" x 144);
my $begin = now;
my $child = fork;
refuse unless defined $child;
if ($child == 0) {
  setpgrp 0, 0;
  exec { $ARGV[0] } @ARGV;
  refuse;
}
syscall ${wait4}, $child, $status, 0, $usage;
syswrite $answer, $status . $begin . now() . $usage;
`;
