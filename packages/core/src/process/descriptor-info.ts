import { readFileSync } from 'node:fs';

/** A number of /proc/self/fdinfo; undefined where the system does not tell, or when there is no such descriptor. proc(5) */
const numberIn = (descriptor: number, name: 'flags' | 'pos', base: 8 | 10): number | undefined => {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1');
    const text = new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(info)?.[1];
    return text === undefined ? undefined : Number.parseInt(text, base);
  } catch {
    return undefined;
  }
};

/** The flags of open(2) that a descriptor of ours has; undefined where the system does not tell. */
export const flagsOfDescriptor = (descriptor: number): number | undefined => numberIn(descriptor, 'flags', 8);

/** Where the next read of a file begins, in bytes; undefined where the system does not tell. */
export const positionOfDescriptor = (descriptor: number): number | undefined => numberIn(descriptor, 'pos', 10);
