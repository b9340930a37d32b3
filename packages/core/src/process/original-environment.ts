import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/** By which a parent tells Node of its channel: meant for us, and not for whom we start. */
const OURS = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'NODE_UNIQUE_ID'];

/** Text that ends with NUL each, as the kernel keeps it; undefined on systems without /proc. */
const readStrings = (file: string): readonly Buffer[] | undefined => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const strings: Buffer[] = [];
  for (let from = 0, end = bytes.indexOf(0); end >= 0; from = end + 1, end = bytes.indexOf(0, from)) {
    strings.push(bytes.subarray(from, end));
  }
  return strings;
};

export interface OriginalEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that Node cannot read or hand on, as they are not UTF-8; not among the others. */
  readonly unreadable: readonly string[];
}

/**
 * The environment that this process was started with. `process.env` is another one: Node adds to it
 * what is in the file behind an `--env-file`, even if that stands behind the name of the script and is
 * meant for somebody else, and up to version 24 it hides names that are numbers. proc(5)
 */
export const originalEnvironment = (): OriginalEnvironment => {
  const strings = readStrings('/proc/self/environ');
  const pairs = strings?.filter(isUtf8).map((bytes): readonly [string, string] => {
    const text = bytes.toString();
    const equals = text.indexOf('=');
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  const all = pairs ?? Object.entries(process.env as Record<string, string>);
  const nameOf = (bytes: Buffer): string => bytes.subarray(0, Math.max(bytes.indexOf('='), 0)).toString();
  return {
    variables: Object.fromEntries(all.filter(([name]) => name !== '' && !OURS.includes(name))),
    unreadable: (strings ?? []).filter((bytes) => !isUtf8(bytes)).map(nameOf),
  };
};

/** Whether all words of our command line are UTF-8. Node shows others with U+FFFD in the place of what it cannot read. */
export const isCommandLineReadable = (): boolean => readStrings('/proc/self/cmdline')?.every(isUtf8) ?? true;
