import path from 'node:path';
import type { Request } from './request.ts';

/** A listening socket that the supervisor has handed over, open as `descriptor`. */
export type Handed =
  | { readonly type: 'port'; readonly host: string; readonly port: number; readonly descriptor: number }
  | { readonly type: 'path'; readonly path: string; readonly descriptor: number };

const ENTRY =
  /^(?:(?:\[(?<six>[^\]]*)\]|(?<host>[^=]*)):)?(?<port>\d+)=(?<descriptor>\d+)$|^(?<path>.+)=(?<pathAt>\d+)$/;

const handedAt = (entry: string): readonly Handed[] => {
  const { six, host, port, descriptor, path: file, pathAt } = ENTRY.exec(entry)?.groups ?? {};
  if (port) return [{ type: 'port', host: six ?? host ?? '', port: Number(port), descriptor: Number(descriptor) }];
  return file ? [{ type: 'path', path: file, descriptor: Number(pathAt) }] : [];
};

/** Reads SERVER_STARTER_PORT: `3000=3;127.0.0.1:3001=4;/run/x.sock=5`; see Server::Starter. */
export const handedIn = (text: string): readonly Handed[] => text.split(';').flatMap(handedAt);

const isEvery = (host: string): boolean => ['', '0.0.0.0', '::'].includes(host);

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

const isSameHost = (one: string, other: string): boolean =>
  one === other ||
  (isEvery(one) && isEvery(other)) ||
  ((one === 'localhost' || other === 'localhost') && isLoopback(one) && isLoopback(other));

/**
 * The socket for what a program asks listen() for. A port alone decides where it was handed over once: it is for whoever started
 * the workers to say on which addresses they are reached. Where it was handed over more than once, the host does.
 */
export const handedFor = (request: Request, handed: readonly Handed[]): Handed | undefined => {
  if (request.type === 'path') {
    const file = path.resolve(request.path);
    return handed.find((one) => one.type === 'path' && one.path === file);
  }
  const fitting = handed.filter((one) => one.type === 'port' && one.port === request.port);
  if (fitting.length === 1) return fitting[0];
  const hosts = (fits: (host: string) => boolean) => fitting.find((one) => one.type === 'port' && fits(one.host));
  return hosts((host) => host === request.host) ?? hosts((host) => isSameHost(host, request.host)) ?? hosts(isEvery);
};
