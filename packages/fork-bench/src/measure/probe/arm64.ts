/** The few instructions of AArch64 that the probe is made of, four bytes each. Arm Architecture Reference Manual, C6.2 */
import { code, type Part, word32 } from './assemble.ts';

/** x0 to x30 by their numbers; where a base is meant, 31 is the stack pointer. */
export type Register = number;
export const SP: Register = 31;

const word = (value: number): Part => code(...word32(value));

/** A multiple of eight bytes behind what is in the register: from 0 to 32,760. */
const scaled = (offset: number): number => (offset / 8) << 10;

/** `mov to, from`: ORR with the register that is always zero. */
export const move = (to: Register, from: Register): Part => word(0xaa0003e0 | (from << 16) | to);

/** `mov to, value`, with a value of 16 bits. */
export const set = (to: Register, value: number): Part => word(0xd2800000 | (value << 5) | to);

/** `ldr to, [base, offset]` */
export const load = (to: Register, base: Register, offset: number): Part =>
  word(0xf9400000 | scaled(offset) | (base << 5) | to);

/** `str from, [base, offset]` */
export const store = (from: Register, base: Register, offset: number): Part =>
  word(0xf9000000 | scaled(offset) | (base << 5) | from);

/** `add to, base, value`, with a value of 12 bits; from and to the stack pointer as well. */
export const addNumber = (to: Register, base: Register, value: number): Part =>
  word(0x91000000 | (value << 10) | (base << 5) | to);

/** `sub to, base, value` */
export const subtractNumber = (to: Register, base: Register, value: number): Part =>
  word(0xd1000000 | (value << 10) | (base << 5) | to);

/** `add to, one, other, lsl #bits` */
export const addShifted = (to: Register, one: Register, other: Register, bits: number): Part =>
  word(0x8b000000 | (other << 16) | (bits << 10) | (one << 5) | to);

/** `svc #0`: the number of the call is in x8, what it takes in x0 to x5; it answers in x0 and keeps the others. syscall(2) */
export const supervisorCall: Part = word(0xd4000001);

const branch = (target: string, encode: (words: number) => number): Part => ({
  type: 'branch',
  target,
  length: 4,
  encode: (distance) => word32(encode(distance / 4)),
});

/** `cbz register, label` */
export const branchIfZero = (register: Register, target: string): Part =>
  branch(target, (words) => 0xb4000000 | ((words & 0x7ffff) << 5) | register);

/** `tbnz register, #63, label`: its highest bit is the sign. */
export const branchIfNegative = (register: Register, target: string): Part =>
  branch(target, (words) => 0xb7f80000 | ((words & 0x3fff) << 5) | register);
