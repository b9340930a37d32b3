import { writeSync } from 'node:fs';

const STDOUT = 1;

const writeAll = (bytes: Buffer): void => {
  for (let rest = bytes; rest.length > 0; rest = rest.subarray(writeSync(STDOUT, rest)));
};

/** Writes so many bytes to standard output; `stays` has it live on until its standard input ends. */
export const flood = ({ bytes, stays }: { readonly bytes: number; readonly stays: boolean }): void => {
  if (stays) process.stdin.resume();
  try {
    writeAll(Buffer.alloc(bytes, 'x'));
  } catch {
    process.exit(0); // who read it is gone
  }
};

/** Answers each message with what it was; says which signals came, and lives on. */
export const answer = ({ catches }: { readonly catches: readonly NodeJS.Signals[] }): void => {
  for (const signal of catches) process.on(signal, () => process.send?.({ caught: signal }));
  process.on('message', (message) => process.send?.({ answer: message }));
  process.send?.('ready');
};
