/** A program for Linux: machine code behind the headers that the kernel wants. elf(5) */
import { assemble, type Part } from './assemble.ts';
import { programArm64 } from './program-arm64.ts';
import { programX64 } from './program-x64.ts';

/** The machines that there is a probe for, by Node's names, with their numbers in an ELF header. */
const MACHINES: Readonly<Record<string, { readonly number: number; readonly program: readonly Part[] }>> = {
  x64: { number: 62, program: programX64 },
  arm64: { number: 183, program: programArm64 },
};

const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const SEGMENTS = 2;
const CODE_AT = HEADER_BYTES + SEGMENTS * SEGMENT_BYTES;

/** Where programs that are not relocated usually lie. */
const BASE = 0x400000n;
/** The largest pages that arm64 has: a segment lies in the file as in memory, counted in pages. */
const PAGE = 0x10000n;

const EXECUTABLE_FILE = 2;
const LOAD = 1;
/** Says what the stack may be: without it, kernels before 5.8 make all memory executable, also the command's. */
const STACK = 0x6474e551;
const READ_WRITE = 6;
const READ_EXECUTE = 5;

const writeHeader = (view: DataView, machine: number): void => {
  const magic = [0x7f, ...Buffer.from('ELF'), 2, 1, 1]; // 64 bits, little endian, version 1
  magic.forEach((byte, index) => {
    view.setUint8(index, byte);
  });
  view.setUint16(16, EXECUTABLE_FILE, true);
  view.setUint16(18, machine, true);
  view.setUint32(20, 1, true); // the version again
  view.setBigUint64(24, BASE + BigInt(CODE_AT), true); // where it begins
  view.setBigUint64(32, BigInt(HEADER_BYTES), true); // where the segments are told
  view.setUint16(52, HEADER_BYTES, true);
  view.setUint16(54, SEGMENT_BYTES, true);
  view.setUint16(56, SEGMENTS, true);
};

interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly address: bigint;
  readonly bytes: bigint;
  readonly align: bigint;
}

const writeSegment = (view: DataView, at: number, { type, flags, address, bytes, align }: Segment): void => {
  view.setUint32(at, type, true);
  view.setUint32(at + 4, flags, true);
  // Of offset, virtual address, physical address, size in the file, size in memory and alignment, the offset is 0.
  [0n, address, address, bytes, bytes, align].forEach((value, index) => {
    view.setBigUint64(at + 8 + 8 * index, value, true);
  });
};

/** The probe as a file, for a machine by Node's name (`process.arch`); undefined where there is none. */
export const probeImage = (arch: string): Uint8Array | undefined => {
  const machine = MACHINES[arch];
  if (!machine) return undefined;
  const program = assemble(machine.program);
  const image = new Uint8Array(CODE_AT + program.length);
  const view = new DataView(image.buffer);
  const bytes = BigInt(image.length);
  writeHeader(view, machine.number);
  writeSegment(view, HEADER_BYTES, { type: LOAD, flags: READ_EXECUTE, address: BASE, bytes, align: PAGE });
  const stack = { type: STACK, flags: READ_WRITE, address: 0n, bytes: 0n, align: 16n };
  writeSegment(view, HEADER_BYTES + SEGMENT_BYTES, stack);
  image.set(program, CODE_AT);
  return image;
};
