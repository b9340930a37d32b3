import os from 'node:os';

// Linux has two names for some signals (SIGABRT and SIGIOT, SIGIO and SIGPOLL); the first in the list is the usual one.
const NAMES = new Map(
  Object.entries(os.constants.signals)
    .map(([name, number]) => [number, name] as const)
    .reverse(),
);

/** The names in a mask as /proc/PID/status writes it: hexadecimal, bit 0 is signal 1. Others than the named are `SIG34` and so on. */
export const signalsIn = (hexadecimal: string): ReadonlySet<string> => {
  const mask = BigInt(`0x${hexadecimal}`);
  const numbers = Array.from({ length: 64 }, (_, index) => index + 1);
  const present = numbers.filter((number) => (mask >> BigInt(number - 1)) & 1n);
  return new Set(present.map((number) => NAMES.get(number) ?? `SIG${number}`));
};
