import { expect, test } from 'vitest';
import * as arm64 from '../../src/measure/probe/arm64.ts';
import { assemble, code, label, type Part } from '../../src/measure/probe/assemble.ts';
import * as x64 from '../../src/measure/probe/x64.ts';

const hex = (...parts: readonly Part[]): string => Buffer.from(assemble(parts)).toString('hex');

const { at } = x64;

// What GNU as 2.40 makes of the same instructions.
test.each<[string, Part, string]>([
  ['mov rbx, rsp', x64.move('rbx', 'rsp'), '4889e3'],
  ['mov r12, rax', x64.move('r12', 'rax'), '4989c4'],
  ['mov eax, 231', x64.set('rax', 231), 'b8e7000000'],
  ['mov r10d, 1', x64.set('r10', 1), '41ba01000000'],
  ['mov r12, [rbx+0x100]', x64.load('r12', at('rbx', 256)), '4c8ba300010000'],
  ['mov rax, [r12+0x100]', x64.load('rax', at('r12', 256)), '498b842400010000'],
  ['mov [rsp-0x100], r8', x64.store(at('rsp', -256), 'r8'), '4c89842400ffffff'],
  ['lea rsp, [rsp-0x100]', x64.address('rsp', at('rsp', -256)), '488da42400ffffff'],
  ['add r12, rbx', x64.add('r12', 'rbx'), '4901dc'],
  ['shl r12, 3', x64.shiftLeft('r12', 3), '49c1e403'],
  ['test rax, rax', x64.test('rax'), '4885c0'],
  ['syscall', x64.syscall, '0f05'],
])('%s', (_, part, expected) => {
  expect(hex(part)).toBe(expected);
});

test.each<[string, Part, string]>([
  ['mov x2, x20', arm64.move(2, 20), 'e20314aa'],
  ['mov x8, #0xdd', arm64.set(8, 0xdd), 'a81b80d2'],
  ['ldr x0, [x19, #16]', arm64.load(0, 19, 16), '600a40f9'],
  ['str x0, [sp]', arm64.store(0, arm64.SP, 0), 'e00300f9'],
  ['add x1, sp, #8', arm64.addNumber(1, arm64.SP, 8), 'e1230091'],
  ['sub sp, sp, #0xc0', arm64.subtractNumber(arm64.SP, arm64.SP, 0xc0), 'ff0303d1'],
  ['add x20, x19, x20, lsl #3', arm64.addShifted(20, 19, 20, 3), '740e148b'],
  ['svc #0', arm64.supervisorCall, '010000d4'],
])('%s', (_, part, expected) => {
  expect(hex(part)).toBe(expected);
});

test('a jump leads to its label, forwards and backwards', () => {
  const there = [x64.jumpIfZero('end'), code(0x90), label('end')];
  expect(hex(...there)).toBe('0f840100000090');
  const back = [label('begin'), code(0x90), x64.jumpIfNegative('begin')];
  expect(hex(...back)).toBe('900f88f9ffffff');
  const words = [arm64.branchIfZero(0, 'end'), arm64.supervisorCall, label('end')];
  expect(hex(...words)).toBe('400000b4010000d4');
  const wordsBack = [label('begin'), arm64.supervisorCall, arm64.branchIfNegative(0, 'begin')];
  expect(hex(...wordsBack)).toBe('010000d4e0ffffb7');
});

test('a jump to nowhere is a mistake', () => {
  expect(() => assemble([x64.jumpIfZero('nowhere')])).toThrow('there is no label nowhere');
});
