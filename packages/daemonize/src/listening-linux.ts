/** Listening sockets as Linux shows them: /proc/PID/net has the sockets, /proc/PID/fd who holds which. proc(5) */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Listener } from './listener.ts';

const LISTEN = '0A'; // TCP_LISTEN in the kernel's tcp_states.h
const ACCEPTS = 0x10000; // SO_ACCEPTCON, among the flags of a unix socket

const lines = (file: string): readonly string[] => {
  try {
    return readFileSync(file, 'latin1').split('\n').slice(1);
  } catch {
    return [];
  }
};

/** The bytes of an address stand there in words of four, each in the processor's own order. */
const hexToBytes = (hex: string): readonly number[] =>
  (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);

const host = (hex: string): string => {
  const bytes = hexToBytes(hex);
  if (bytes.every((byte) => byte === 0)) return '*';
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff) return bytes.slice(12).join('.'); // IPv4 through IPv6
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname; // shortens it as RFC 5952 says
};

const tcpListener = (line: string): readonly Listener[] => {
  const field = line.trim().split(/\s+/);
  const [hex = '', portHex = ''] = (field[1] ?? '').split(':');
  if (field[3] !== LISTEN) return [];
  const port = Number.parseInt(portHex, 16);
  return [{ address: `${host(hex)}:${port}`, port, key: field[9] ?? '' }];
};

const unixListener = (line: string): readonly Listener[] => {
  const field = line.trim().split(/\s+/);
  const address = field.slice(7).join(' ');
  const listens = (Number.parseInt(field[3] ?? '0', 16) & ACCEPTS) !== 0;
  return listens && address !== '' ? [{ address, port: null, key: field[6] ?? '' }] : [];
};

export const allListeners = (pid: number): readonly Listener[] => [
  ...['tcp', 'tcp6'].flatMap((file) => lines(`/proc/${pid}/net/${file}`)).flatMap(tcpListener),
  ...lines(`/proc/${pid}/net/unix`).flatMap(unixListener),
];

const socketsOf = (pid: number): readonly string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    });
  } catch {
    return []; // ended, or not ours to look into
  }
};

export const openSockets = (pids: readonly number[]): ReadonlySet<string> => new Set(pids.flatMap(socketsOf));

export const holderOf = ({ key }: Listener, pids: readonly number[]): number | undefined =>
  pids.find((pid) => socketsOf(pid).includes(key));
