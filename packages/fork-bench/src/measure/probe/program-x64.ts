// The probe for Linux on x86-64. It is so small that neither its own start nor its memory counts: a child
// begins with the peak memory of whom it was forked from, which for Node is 50 MB and more.
import { label, type Part } from './assemble.ts';
import {
  ANSWER_DESCRIPTOR,
  BEGIN,
  CLOCK_MONOTONIC,
  END,
  ERROR_BYTES,
  F_SETFD,
  FAILED,
  FD_CLOEXEC,
  FRAME_BYTES,
  MEASURED_BYTES,
  PR_SET_CHILD_SUBREAPER,
  PR_SET_PDEATHSIG,
  SIGKILL,
  STATUS,
  USAGE,
} from './protocol.ts';
import {
  add,
  address,
  at,
  jumpIfNegative,
  jumpIfZero,
  load,
  move,
  type Register,
  set,
  shiftLeft,
  store,
  syscall,
  test,
} from './x64.ts';

/** Numbers of system calls: arch/x86/entry/syscalls/syscall_64.tbl of the kernel. */
const CALL = {
  write: 1,
  vfork: 58,
  execve: 59,
  exit: 60,
  wait4: 61,
  fcntl: 72,
  setpgid: 109,
  prctl: 157,
  clock_gettime: 228,
} as const;

/** Where a system call takes what it is given. syscall(2) */
const OPERANDS: readonly Register[] = ['rdi', 'rsi', 'rdx', 'r10'];

/** Calls the kernel with these numbers; those that are undefined stand in their registers already. */
const call = (name: keyof typeof CALL, ...operands: readonly (number | undefined)[]): readonly Part[] => [
  ...operands.flatMap((value, index) => (value === undefined ? [] : [set(OPERANDS[index] as Register, value)])),
  set('rax', CALL[name]),
  syscall,
];

export const programX64: readonly Part[] = [
  // The stack begins with argc, the pointers of argv, a zero, and the pointers of envp.
  move('rbx', 'rsp'),
  load('r12', at('rbx')),
  shiftLeft('r12', 3),
  add('r12', 'rbx'),
  address('r12', at('r12', 16)), // envp
  address('rsp', at('rsp', -FRAME_BYTES)),

  // Whoever measures may be killed: then we end, and with us the command.
  ...call('prctl', PR_SET_PDEATHSIG, SIGKILL),
  // Orphans of the command become our children, so that they can be found for as long as we live.
  ...call('prctl', PR_SET_CHILD_SUBREAPER, 1),
  ...call('fcntl', ANSWER_DESCRIPTOR, F_SETFD, FD_CLOEXEC),

  address('rsi', at('rsp', BEGIN)),
  ...call('clock_gettime', CLOCK_MONOTONIC),
  ...call('vfork'),
  test('rax'),
  jumpIfZero('child'),
  jumpIfNegative('failed'),

  move('rdi', 'rax'),
  address('rsi', at('rsp', STATUS)),
  address('r10', at('rsp', USAGE)),
  ...call('wait4', undefined, undefined, 0),
  address('rsi', at('rsp', END)),
  ...call('clock_gettime', CLOCK_MONOTONIC),

  move('rsi', 'rsp'),
  ...call('write', ANSWER_DESCRIPTOR, undefined, MEASURED_BYTES),
  ...call('exit', 0),

  // The child borrows our memory until it executes the command: it may write no more than the error.
  label('child'),
  ...call('prctl', PR_SET_PDEATHSIG, SIGKILL),
  // A process group of its own: a command that does `kill 0` would hit us, too.
  ...call('setpgid', 0, 0),
  load('rdi', at('rbx', 16)),
  address('rsi', at('rbx', 16)),
  move('rdx', 'r12'),
  ...call('execve'),

  label('failed'),
  store(at('rsp'), 'rax'),
  move('rsi', 'rsp'),
  ...call('write', ANSWER_DESCRIPTOR, undefined, ERROR_BYTES),
  ...call('exit', FAILED),
];
