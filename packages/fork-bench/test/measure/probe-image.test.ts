import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory, executable } from '../../../../test/rig/files.ts';
import { decodeAnswer, outcomeOf } from '../../src/measure/answer.ts';
import { probeImage } from '../../src/measure/probe/elf-image.ts';
import { placeProbe } from '../../src/measure/probe/probe-file.ts';

const isInstalled = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const imageFor = (arch: string): Uint8Array => {
  const image = probeImage(arch);
  if (!image) throw new Error(`no probe for ${arch}`);
  return image;
};

const placed = (arch: string): string => placeProbe(imageFor(arch), path.join(directory(), 'private'));

test('there is no probe for other machines', () => {
  expect(probeImage('mips')).toBeUndefined();
});

test.for([
  ['x64', 'Advanced Micro Devices X86-64'],
  ['arm64', 'AArch64'],
] as const)('readelf finds nothing wrong with the one for %s', ([arch, machine], { skip }) => {
  if (!isInstalled('readelf')) return skip('readelf is not installed');
  const file = placed(arch);
  const text = execFileSync('readelf', ['-hlW', file], { encoding: 'utf8' });
  const size = `0x${readFileSync(file).length.toString(16).padStart(6, '0')}`;
  expect(text).toMatch(/Type: +EXEC/);
  expect(text).toMatch(new RegExp(`Machine: +${machine}\n`));
  expect(text).toMatch(/Entry point address: +0x4000b0/);
  expect(text).toMatch(new RegExp(`LOAD +0x000000 0x0+400000 0x0+400000 ${size} ${size} R E 0x10000`));
  expect(text).toMatch(/GNU_STACK .* RW /);
});

/** The mnemonics in the probe's file behind its headers. */
const disassemble = (objdump: string, file: string, machine: string): readonly string[] => {
  const operands = ['-D', '-b', 'binary', '-m', machine, '--start-address=176', file];
  const text = execFileSync(objdump, operands, { encoding: 'utf8' });
  return [...text.matchAll(/^ +[0-9a-f]+:\t[0-9a-f ]+\t(\S+)/gm)].map(([, mnemonic]) => mnemonic ?? '');
};

test.for([
  ['x64', 'objdump', 'i386:x86-64', 'syscall', 14],
  ['arm64', 'aarch64-linux-gnu-objdump', 'aarch64', 'svc', 14],
] as const)('all bytes of the one for %s are instructions', ([arch, objdump, machine, call, calls], { skip }) => {
  if (!isInstalled(objdump)) return skip(`${objdump} is not installed`);
  const mnemonics = disassemble(objdump, placed(arch), machine);
  expect(
    mnemonics.filter((mnemonic) => !/^(mov|add|sub|shl|lea|test|j[es]|cbz|tbnz|ldr|str|svc|syscall)$/.test(mnemonic)),
  ).toEqual([]);
  expect(mnemonics.filter((mnemonic) => mnemonic === call)).toHaveLength(calls);
});

/** Runs the probe, with an emulator in front perhaps, and answers with what it answered. */
const answerOf = (command: readonly string[]): Uint8Array => {
  const file = path.join(directory(), 'answer');
  execFileSync('/bin/sh', ['-c', '"$@" 3>"$0"; :', file, ...command], { stdio: 'ignore' });
  return readFileSync(file);
};

test.for([
  ['x64', undefined],
  ['arm64', 'qemu-aarch64'],
] as const)('the one for %s tells what it was asked to', ([arch, emulator], { skip }) => {
  if (emulator === undefined && (process.arch !== arch || process.platform !== 'linux'))
    return skip(`this is no Linux on ${arch}`);
  if (emulator !== undefined && !isInstalled(emulator)) return skip(`${emulator} is not installed`);
  const probe = [...(emulator === undefined ? [] : [emulator]), placed(arch)];
  const ask = (...command: readonly string[]) => decodeAnswer(answerOf([...probe, ...command]));
  const exited = ask('/bin/sh', '-c', 'exit 3');
  expect(outcomeOf(exited?.status ?? 0)).toEqual({ exitCode: 3, signal: undefined });
  expect(exited?.measured?.wallMs).toBeGreaterThan(0);
  expect(exited?.measured?.maxRssBytes).toBeGreaterThan(0);
  expect(outcomeOf(ask('/bin/sh', '-c', 'kill -KILL $$')?.status ?? 0)).toEqual({ exitCode: 137, signal: 'SIGKILL' });
  expect(ask('/nowhere/at/all')).toMatchObject({ error: 'ENOENT' });
  const plain = path.join(directory({ plain: executable('exit 5\n') }), 'plain');
  expect(ask(plain)).toMatchObject({ error: 'ENOEXEC' });
});

test('with all its streams closed it works, and so does the command', ({ skip }) => {
  if (process.arch !== 'x64' || process.platform !== 'linux') return skip('this is no Linux on x64');
  const file = path.join(directory(), 'answer');
  const line = '"$@" 3>"$0" <&- >&- 2>&-';
  execFileSync('/bin/sh', ['-c', line, file, placed('x64'), '/bin/sh', '-c', 'exit 6'], { stdio: 'ignore' });
  expect(outcomeOf(decodeAnswer(readFileSync(file))?.status ?? 0)).toEqual({ exitCode: 6, signal: undefined });
});

test('an answer that is cut short is none', () => {
  for (const length of [0, 7, 9, 183, 185, 191, 193]) expect(decodeAnswer(new Uint8Array(length))).toBeUndefined();
});
