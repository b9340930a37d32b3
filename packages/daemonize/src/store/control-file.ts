import path from 'node:path';
import { fileOf, type Store } from './home.ts';

/** What the name of a Unix socket may be long on every system, with a little to spare. unix(7) */
const LONGEST = 100;

/** FNV-1a, in hexadecimal: the same for the same text, and short. */
const digest = (text: string): string => {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
};

/**
 * The socket that a daemon's supervisor answers on: in its folder, or, where that name would be too long, in the user's folder for
 * such things (XDG_RUNTIME_DIR). Null when there is none, or its name is too long as well.
 */
export const controlFile = (
  store: Store,
  name: string,
  runtimeFolder: string | undefined,
  file = 'control.sock',
): string | null => {
  const own = fileOf(store, name, file);
  if (Buffer.byteLength(own) <= LONGEST) return own;
  if (!runtimeFolder?.startsWith('/')) return null;
  const other = path.join(runtimeFolder, `daemonize-${digest(own)}.sock`);
  return Buffer.byteLength(other) <= LONGEST ? other : null;
};
