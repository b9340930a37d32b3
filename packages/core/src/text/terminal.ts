import { fstatSync, statSync } from 'node:fs';

const isDevice = (descriptor: number): boolean => {
  try {
    const found = fstatSync(descriptor);
    return found.isCharacterDevice() && found.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev;
  } catch {
    return false;
  }
};

/**
 * Whether standard input (0), standard output (1) or standard error (2) is a terminal. node:tty costs 3 ms to load,
 * since it brings net, so a pipe and a file are told apart without it.
 */
export const isTerminal = (descriptor: 0 | 1 | 2): boolean =>
  isDevice(descriptor) && process.getBuiltinModule('node:tty').isatty(descriptor);

/** How many columns the terminal has; undefined where there is no terminal. */
export const terminalColumns = (descriptor: 1 | 2): number | undefined => {
  if (!isTerminal(descriptor)) return undefined;
  const { columns } = descriptor === 1 ? process.stdout : process.stderr;
  return columns > 0 ? columns : undefined;
};

/** The width of a text for reading: the terminal's, at most 100; 80 where there is no terminal. */
export const readingWidth = (descriptor: 1 | 2): number => {
  return Math.min(terminalColumns(descriptor) ?? 80, 100);
};
