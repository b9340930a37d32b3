import net from 'node:net';
import { type Handed, handedFor } from './handed.ts';
import { quietly } from './quietly.ts';
import { type Asked, askedBy } from './request.ts';
import { isUnheard, listenUnheard } from './unheard.ts';

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
  const take = (server: net.Server, found: Mapped | undefined): void => {
    if (found) setPipeName(server, found);
    if (found) free.delete(found.handed);
    taken(server);
  };
  const listenReally = (server: net.Server, found: Mapped): void => {
    Reflect.apply(listen, server, argumentsFor(found));
    quietly(() => server.listening && take(server, found));
  };
  const mapped: Listen = function listenOnHanded(...args) {
    const found = quietly(() => mappedFor(this, args));
    if (!found) {
      const answer = Reflect.apply(listen, this, args);
      quietly(() => this.listening && namesDescriptor(args, handed) && take(this, undefined));
      return answer;
    }
    if (!isUnheard(this)) listenReally(this, found);
    else {
      setPipeName(this, found);
      // Its callback is waiting for the event already, and its signal is listened to.
      const later = { ...found, callback: undefined, signal: undefined };
      listenUnheard(this, found, found.handed, () => listenReally(this, later));
    }
    return this;
  };
  net.Server.prototype.listen = mapped as typeof net.Server.prototype.listen;
};
