/** Where the workers of a daemon are to be reached. */

export type ListenAddress =
  /** Without a host, every address of the machine. Port 0 is one that the kernel chooses. */
  | { readonly type: 'port'; readonly host: string | null; readonly port: number }
  | { readonly type: 'path'; readonly path: string };

const isHost = (text: string): boolean => process.getBuiltinModule('node:net').isIP(text) !== 0;

/** Names stand for several addresses, or for others tomorrow; this one never does. */
const hostFrom = (text: string | undefined): string | null | undefined => {
  if (text === undefined || text === '*') return null;
  if (text === 'localhost') return '127.0.0.1';
  const host = text.replace(/^\[(.*)\]$/, '$1');
  return isHost(host) ? host : undefined;
};

/** Reads `3000`, `127.0.0.1:3000`, `[::1]:3000`, `*:3000`, `/run/x.sock`, `./x.sock`. */
export const readAddress = (text: string): ListenAddress | undefined => {
  if (/^\.{0,2}\//.test(text))
    return text.includes('\0') || text.endsWith('/') ? undefined : { type: 'path', path: text };
  const [, before, digits] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  const host = hostFrom(before);
  const port = Number(digits);
  return digits === undefined || port > 65_535 || host === undefined ? undefined : { type: 'port', host, port };
};

/** As it would be typed after `--listen`; Server::Starter writes it so, too. */
export const describeAddress = (address: ListenAddress): string => {
  if (address.type === 'path') return address.path;
  const { host, port } = address;
  if (host === null) return String(port);
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
};
