/** What a program asks listen() for. Without a host, `host` is empty. */
export type Request =
  | { readonly type: 'port'; readonly host: string; readonly port: number }
  | { readonly type: 'path'; readonly path: string };

export interface Asked {
  readonly request: Request;
  readonly backlog: number | undefined;
  readonly signal: unknown;
  readonly callback: (() => void) | undefined;
}

type Options = Readonly<Record<'port' | 'host' | 'path' | 'backlog' | 'signal' | 'fd' | 'handle' | '_handle', unknown>>;

// As Node's net has it: what is no such number, and a string, is a path.
const numberIn = (value: unknown): number | undefined => {
  const number = typeof value === 'symbol' ? Number.NaN : Number(value);
  return number >= 0 ? number : undefined;
};

const optionsIn = (first: unknown, second: unknown): Partial<Options> => {
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && numberIn(first) === undefined) return { path: first };
  return { port: first, host: typeof second === 'string' ? second : undefined };
};

const requestIn = ({ port, host, path, fd, handle, _handle }: Partial<Options>): Request | undefined => {
  if (handle || _handle || typeof fd === 'number') return undefined;
  if (typeof port === 'number' || typeof port === 'string')
    return { type: 'port', host: typeof host === 'string' ? host : '', port: Number(port) };
  return typeof path === 'string' && path !== '' ? { type: 'path', path } : undefined;
};

/**
 * Reads the arguments of net.Server.listen() as Node does. Undefined is for whatever no handed socket can be meant by: any
 * port, handles, descriptors, and what Node refuses.
 */
export const askedBy = (args: readonly unknown[]): Asked | undefined => {
  const options = optionsIn(args[0], args[1]);
  const request = requestIn(options);
  if (!request) return undefined;
  const last = args.at(-1);
  return {
    request,
    backlog: numberIn(options.backlog) || numberIn(args[1]) || numberIn(args[2]) || undefined,
    signal: options.signal,
    callback: typeof last === 'function' ? (last as () => void) : undefined,
  };
};
