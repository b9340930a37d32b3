import { readFileSync } from 'node:fs';

/** By which a parent tells Node of its channel: meant for us, and not for whom we start. */
const OURS = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'NODE_UNIQUE_ID'];

const environmentFile = (pid: number | 'self'): string => `/proc/${pid}/environ`;

/** What a decoder puts in the place of bytes that are no UTF-8; it may also have been there. */
const UNREADABLE = '\ufffd';

/** Text that ends with NUL each, as the kernel keeps it; none on systems without /proc. */
const readStrings = (file: string): readonly Buffer[] => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return [];
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

const variablesIn = (texts: readonly string[]): Readonly<Record<string, string>> => {
  const variables: Record<string, string> = Object.create(null);
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals > 0) variables[text.slice(0, equals)] ??= text.slice(equals + 1); // as getenv(3), the first one
  }
  for (const name of OURS) delete variables[name];
  return variables;
};

/** As text, which Node reads in a tenth of the time that bytes take; undefined on systems without /proc. */
const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const isReadable = (bytes: Uint8Array): boolean => process.getBuiltinModule('node:buffer').isUtf8(bytes);

const pickReadable = (strings: readonly Buffer[]): OriginalEnvironment => {
  const nameOf = (string: Buffer): string => string.subarray(0, Math.max(string.indexOf('='), 0)).toString();
  return {
    variables: variablesIn(strings.filter(isReadable).map(String)),
    unreadable: strings.filter((string) => !isReadable(string)).map(nameOf),
  };
};

/**
 * The environment that this process was started with, or another one that we may ask. `process.env` is another one: Node adds to it
 * what is in the file behind an `--env-file`, even if that stands behind the name of the script and is
 * meant for somebody else, and up to version 24 it hides names that are numbers. proc(5)
 */
export const originalEnvironment = (pid: number | 'self' = 'self'): OriginalEnvironment => {
  const file = environmentFile(pid);
  const text = process.platform === 'win32' ? undefined : readText(file);
  if (text === undefined)
    return { variables: variablesIn(Object.entries(process.env).map((pair) => pair.join('='))), unreadable: [] };
  return text.includes(UNREADABLE)
    ? pickReadable(readStrings(file))
    : { variables: variablesIn(text.split('\0')), unreadable: [] };
};

/** Whether all words of our command line are UTF-8. Node shows others with U+FFFD in the place of what it cannot read. */
export const isCommandLineReadable = (): boolean =>
  !process.argv.some((word) => word.includes(UNREADABLE)) || readStrings('/proc/self/cmdline').every(isReadable);
