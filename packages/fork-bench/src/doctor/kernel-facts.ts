/** What the kernel does, or has been told to do, that figures depend on. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readNumber, readText } from '../machine/read-text.ts';
import type { Fact } from './fact.ts';

/** `always [madvise] never` is the kernel's way to tell that madvise is chosen. */
const chosen = (text: string): string | undefined => /\[(\S+)\]/.exec(text)?.[1];

const hugePages = (root: string): readonly Fact[] => {
  const mode = chosen(readText(path.join(root, 'sys/kernel/mm/transparent_hugepage/enabled')) ?? '');
  return mode === undefined ? [] : [{ type: 'huge-pages', mode }];
};

/** Either the processor says that somebody stands below (x86), or the firmware or the device tree has his name. */
const virtualKind = (root: string): string | undefined => {
  const product = readText(path.join(root, 'sys/class/dmi/id/product_name')) ?? '';
  const named = /KVM|QEMU|VMware|VirtualBox|Virtual Machine|HVM|Firecracker|Bochs/i.exec(product)?.[0];
  if (named !== undefined) return named;
  if (existsSync(path.join(root, 'proc/device-tree/hypervisor'))) return 'hypervisor';
  return / hypervisor( |$)/m.test(readText(path.join(root, 'proc/cpuinfo')) ?? '') ? 'hypervisor' : undefined;
};

/** ADDR_NO_RANDOMIZE, by which setarch(8) and debuggers turn it off for one process, and for all that it starts. personality(2) */
const NO_RANDOMIZE = 0x0040000;

const layout = (root: string): readonly Fact[] => {
  const value = readNumber(path.join(root, 'proc/sys/kernel/randomize_va_space'));
  const personality = Number.parseInt(readText(path.join(root, 'proc/self/personality')) ?? '0', 16);
  return value === undefined ? [] : [{ type: 'layout', isRandom: value > 0 && (personality & NO_RANDOMIZE) === 0 }];
};

/** The units that count cycles and instructions have a name for each kind of core: cpu, cpu_core, armv8_pmuv3_0. */
const hasCounters = (root: string): boolean => {
  try {
    return readdirSync(path.join(root, 'sys/bus/event_source/devices')).some((name) => /^(?:cpu|arm)/.test(name));
  } catch {
    return false;
  }
};

const bytesOf = (meminfo: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(meminfo)?.[1] ?? Number.NaN) * 1_024;

const memory = (root: string): readonly Fact[] => {
  const meminfo = readText(path.join(root, 'proc/meminfo')) ?? '';
  const swapUsedBytes = bytesOf(meminfo, 'SwapTotal') - bytesOf(meminfo, 'SwapFree');
  const availableShare = bytesOf(meminfo, 'MemAvailable') / bytesOf(meminfo, 'MemTotal');
  return Number.isNaN(swapUsedBytes + availableShare) ? [] : [{ type: 'memory', swapUsedBytes, availableShare }];
};

/** Looks at memory, huge pages, address space layout, hypervisor and hardware counters, as far as Linux tells. */
export const kernelFacts = (root = '/'): readonly Fact[] =>
  existsSync(path.join(root, 'proc/cpuinfo'))
    ? [
        { type: 'virtual', kind: virtualKind(root) },
        ...memory(root),
        ...hugePages(root),
        ...layout(root),
        { type: 'counters', isPresent: hasCounters(root) },
      ]
    : [];
