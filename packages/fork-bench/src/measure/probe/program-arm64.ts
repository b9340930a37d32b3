// The probe for Linux on AArch64: step by step what `program-x64.ts` does, where the reasons stand.

import {
  addNumber,
  addShifted,
  branchIfNegative,
  branchIfZero,
  load,
  move,
  SP,
  set,
  store,
  subtractNumber,
  supervisorCall,
} from './arm64.ts';
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

/** Numbers of system calls: include/uapi/asm-generic/unistd.h of the kernel. */
const CALL = {
  fcntl: 25,
  write: 64,
  exit: 93,
  clock_gettime: 113,
  setpgid: 154,
  prctl: 167,
  clone: 220,
  execve: 221,
  wait4: 260,
} as const;

/** What vfork(2) is made of here: CLONE_VM and CLONE_VFORK, with SIGCHLD in the lowest byte. clone(2) */
const VM_AND_VFORK = 0x4100;
const SIGCHLD = 17;

const NUMBER_OF_CALL = 8;
const ARGUMENTS = 19;
const ENVIRONMENT = 20;

/** Calls the kernel with these numbers; those that are undefined stand in x0, x1, ... already. */
const call = (name: keyof typeof CALL, ...operands: readonly (number | undefined)[]): readonly Part[] => [
  ...operands.flatMap((value, register) => (value === undefined ? [] : [set(register, value)])),
  set(NUMBER_OF_CALL, CALL[name]),
  supervisorCall,
];

export const programArm64: readonly Part[] = [
  addNumber(ARGUMENTS, SP, 0),
  load(ENVIRONMENT, ARGUMENTS, 0),
  addShifted(ENVIRONMENT, ARGUMENTS, ENVIRONMENT, 3),
  addNumber(ENVIRONMENT, ENVIRONMENT, 16),
  subtractNumber(SP, SP, FRAME_BYTES),

  ...call('prctl', PR_SET_PDEATHSIG, SIGKILL),
  ...call('prctl', PR_SET_CHILD_SUBREAPER, 1),
  ...call('fcntl', ANSWER_DESCRIPTOR, F_SETFD, FD_CLOEXEC),

  addNumber(1, SP, BEGIN),
  ...call('clock_gettime', CLOCK_MONOTONIC),
  // The flags do not fit into one move: the upper half is shifted into its place.
  set(0, SIGCHLD),
  set(9, VM_AND_VFORK >> 8),
  addShifted(0, 0, 9, 8),
  ...call('clone', undefined, 0, 0, 0, 0),
  branchIfZero(0, 'child'),
  branchIfNegative(0, 'failed'),

  addNumber(1, SP, STATUS),
  addNumber(3, SP, USAGE),
  ...call('wait4', undefined, undefined, 0),
  addNumber(1, SP, END),
  ...call('clock_gettime', CLOCK_MONOTONIC),

  addNumber(1, SP, 0),
  ...call('write', ANSWER_DESCRIPTOR, undefined, MEASURED_BYTES),
  ...call('exit', 0),

  label('child'),
  ...call('prctl', PR_SET_PDEATHSIG, SIGKILL),
  ...call('setpgid', 0, 0),
  load(0, ARGUMENTS, 16),
  addNumber(1, ARGUMENTS, 16),
  move(2, ENVIRONMENT),
  ...call('execve'),

  label('failed'),
  store(0, SP, 0),
  addNumber(1, SP, 0),
  ...call('write', ANSWER_DESCRIPTOR, undefined, ERROR_BYTES),
  ...call('exit', FAILED),
];
