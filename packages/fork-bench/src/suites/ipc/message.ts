// All messages say with their first byte what is to become of them.

/** `echo` is sent back as it is; `count` is counted, and acknowledged together with others (see window.ts). */
export type Kind = 'echo' | 'count';

export const marks = { echo: 0x65, count: 0x63, end: 0x21 } as const;

export const bytesFor = (kind: Kind, size: number): Uint8Array =>
  new Uint8Array(size).fill(0x78).fill(marks[kind], 0, 1);

/** Letters only, so that JSON has nothing to escape: a byte each. */
export const textFor = (kind: Kind, size: number): string => Buffer.from(bytesFor(kind, size)).toString('latin1');
