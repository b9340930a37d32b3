/** The few instructions of x86-64 that the probe is made of. Intel 64 and IA-32 Manual, volume 2 */
import { code, type Part, word32 } from './assemble.ts';

/** By their numbers. Of a register of 32 bits the upper half is cleared by any instruction that writes it. */
const REGISTERS = ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi', 'r8', 'r9', 'r10', 'r11', 'r12'] as const;
export type Register = (typeof REGISTERS)[number];

/** An address: what is in the register, and so many bytes more. */
export interface Memory {
  readonly base: Register;
  readonly offset: number;
}

export const at = (base: Register, offset = 0): Memory => ({ base, offset });

const numberOf = (register: Register): number => REGISTERS.indexOf(register);

/** Has the instruction work on 64 bits, and the fourth bits of the two registers of its ModRM byte. */
const rex = (reg: number, rm: number): number => 0x48 | ((reg >> 3) << 2) | (rm >> 3);

const modrm = (mode: number, reg: number, rm: number): number => (mode << 6) | ((reg & 7) << 3) | (rm & 7);

const DIRECT = 3;
const WITH_OFFSET_OF_32_BITS = 2;
/** Where a base register has the number of rsp or r12, a SIB byte follows; this one names no index. */
const SIB = 4;
const NO_INDEX = 0x24;

const onRegisters = (opcode: number, reg: number, rm: number): Part =>
  code(rex(reg, rm), opcode, modrm(DIRECT, reg, rm));

const onMemory = (opcode: number, register: Register, { base, offset }: Memory): Part => {
  const [reg, rm] = [numberOf(register), numberOf(base)];
  const sib = (rm & 7) === SIB ? [NO_INDEX] : [];
  return code(rex(reg, rm), opcode, modrm(WITH_OFFSET_OF_32_BITS, reg, rm), ...sib, ...word32(offset));
};

/** `mov to, from` */
export const move = (to: Register, from: Register): Part => onRegisters(0x89, numberOf(from), numberOf(to));

/** `mov to, value`, with a value of 32 bits that is not negative. */
export const set = (to: Register, value: number): Part => {
  const number = numberOf(to);
  return code(...(number > 7 ? [0x41] : []), 0xb8 + (number & 7), ...word32(value));
};

/** `mov to, [memory]` */
export const load = (to: Register, from: Memory): Part => onMemory(0x8b, to, from);

/** `mov [memory], from` */
export const store = (to: Memory, from: Register): Part => onMemory(0x89, from, to);

/** `lea to, [memory]` */
export const address = (to: Register, of: Memory): Part => onMemory(0x8d, to, of);

/** `add to, from` */
export const add = (to: Register, from: Register): Part => onRegisters(0x01, numberOf(from), numberOf(to));

/** `shl register, bits` */
export const shiftLeft = (register: Register, bits: number): Part =>
  code(rex(0, numberOf(register)), 0xc1, modrm(DIRECT, 4, numberOf(register)), bits);

/** `test register, register`: before a jump that asks for zero or a sign. */
export const test = (register: Register): Part => onRegisters(0x85, numberOf(register), numberOf(register));

/** The kernel keeps all registers but rax, rcx and r11. syscall(2) */
export const syscall: Part = code(0x0f, 0x05);

const jumpIf =
  (condition: number) =>
  (target: string): Part => {
    const length = 6;
    return { type: 'branch', target, length, encode: (to) => [0x0f, condition, ...word32(to - length)] };
  };

/** `jz label` */
export const jumpIfZero = jumpIf(0x84);

/** `js label` */
export const jumpIfNegative = jumpIf(0x88);
