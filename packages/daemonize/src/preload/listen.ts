import net from 'node:net';
import { type Handed, handedFor } from './handed.ts';
import { quietly } from './quietly.ts';
import { type Asked, askedBy } from './request.ts';

type Listen = (this: net.Server, ...args: unknown[]) => net.Server;

interface Mapped extends Asked {
  readonly handed: Handed;
}

/** The arguments that have Node listen on the descriptor: of its options, `fd` looks at no backlog. */
const argumentsFor = ({ handed, signal, backlog, callback }: Mapped): readonly unknown[] => [
  { fd: handed.descriptor, ...(signal === undefined ? {} : { signal }) },
  ...(backlog === undefined ? [] : [backlog]),
  ...(callback ? [callback] : []),
];

/** Where address() of a server on a Unix socket looks. Node keeps there what listen() was given. */
const setPipeName = (server: net.Server, { request }: Mapped): void => {
  if (request.type === 'path') (server as net.Server & { _pipeName?: string })._pipeName = request.path;
};

/** Whether a program that has found the descriptors by itself listens on one. */
const namesDescriptor = ([options]: readonly unknown[], handed: readonly Handed[]): boolean =>
  handed.some(({ descriptor }) => descriptor === (options as { readonly fd?: unknown } | undefined)?.fd);

/**
 * Has listen() take a handed socket for what it is asked for, and calls `taken`. Each is taken once: for a second server that asks
 * for the same, Node asks the kernel, which says EADDRINUSE as the address is in use; so do the other errors come from Node.
 */
export const mapListen = (handed: readonly Handed[], taken: (server: net.Server) => void): void => {
  const listen = net.Server.prototype.listen as Listen;
  const free = new Set(handed);
  const mappedFor = (server: net.Server, args: readonly unknown[]): Mapped | undefined => {
    const asked = server.listening ? undefined : askedBy(args);
    const found = asked && handedFor(asked.request, handed);
    return found && free.has(found) ? { ...asked, handed: found } : undefined;
  };
  const mapped: Listen = function listenOnHanded(...args) {
    const found = quietly(() => mappedFor(this, args));
    const answer = Reflect.apply(listen, this, found ? argumentsFor(found) : args);
    quietly(() => {
      if (!this.listening || !(found || namesDescriptor(args, handed))) return;
      if (found) setPipeName(this, found);
      if (found) free.delete(found.handed);
      taken(this);
    });
    return answer;
  };
  net.Server.prototype.listen = mapped as typeof net.Server.prototype.listen;
};
