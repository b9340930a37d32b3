// What the probe is given and what it answers; both listings, and the file that reads the answer, keep to it.
//
//   probe FILE OPERANDS...    executes FILE as `FILE OPERANDS...`, with the environment and the standard
//                             streams that it was given, and answers on descriptor 3.
//
// The answer: 8 bytes with the negative number of an error, only when something could not be done; then what
// was measured, unless nothing was started. All numbers are little endian, as both machines are.

/** Where the probe answers. The command does not inherit it. */
export const ANSWER_DESCRIPTOR = 3;

/** Offsets into what was measured: the status of wait(2), two times of clock_gettime(2), and a rusage of getrusage(2). */
export const STATUS = 0;
export const BEGIN = 8;
export const END = 24;
export const USAGE = 40;
const USAGE_BYTES = 144;
export const MEASURED_BYTES = USAGE + USAGE_BYTES;
export const ERROR_BYTES = 8;

/** Room for what was measured, on a stack that has to stay aligned to 16 bytes on arm64. */
export const FRAME_BYTES = 192;

/** The exit code of a probe that could not start anything. */
export const FAILED = 125;

/** The same numbers on both machines. fcntl(2), clock_gettime(2), prctl(2), signal(7) */
export const F_SETFD = 2;
export const FD_CLOEXEC = 1;
export const CLOCK_MONOTONIC = 1;
export const PR_SET_PDEATHSIG = 1;
export const PR_SET_CHILD_SUBREAPER = 36;
export const SIGKILL = 9;
