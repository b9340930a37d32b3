/** When a daemon counts as ready. */
export type ReadyCondition =
  | { readonly type: 'port'; readonly host: string | null; readonly port: number }
  | { readonly type: 'http'; readonly url: string }
  | { readonly type: 'log'; readonly source: string; readonly flags: string }
  | { readonly type: 'fd'; readonly descriptor: number }
  | { readonly type: 'ipc' }
  | { readonly type: 'notify' }
  /** A worker: it listens on a socket that it shares. Nobody needs to say so. */
  | { readonly type: 'listening' }
  | { readonly type: 'exec'; readonly command: string };

/** No other name is looked up: what it stands for may change from one moment to the next. */
const isHost = (text: string): boolean =>
  text === 'localhost' || text === '*' || /^[\d.]+$|^[\da-f.]*:[\da-f:.]*$/i.test(text);

const readPort = (text: string): ReadyCondition | undefined => {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  const host = match?.[1]?.replace(/^\[(.*)\]$/, '$1') ?? null;
  return port >= 1 && port <= 65_535 && (host === null || isHost(host)) ? { type: 'port', host, port } : undefined;
};

const readLog = (text: string): ReadyCondition | undefined => {
  const [, source = text, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  try {
    return source !== '' && new RegExp(source, flags) ? { type: 'log', source, flags } : undefined;
  } catch {
    return undefined;
  }
};

const readDescriptor = (text: string): ReadyCondition | undefined =>
  /^\d{1,3}$/.test(text) && Number(text) > 2 ? { type: 'fd', descriptor: Number(text) } : undefined;

const readers: Readonly<Record<string, (text: string) => ReadyCondition | undefined>> = {
  port: readPort,
  log: readLog,
  fd: readDescriptor,
  exec: (command) => (command.trim() === '' ? undefined : { type: 'exec', command }),
};

/** Reads `port:3000`, `port:127.0.0.1:3000`, `http://...`, `log:/regex/i`, `fd:3`, `ipc`, `notify`, `exec:command`. */
export const readCondition = (text: string): ReadyCondition | undefined => {
  if (text === 'ipc' || text === 'notify') return { type: text };
  if (/^https?:\/\//.test(text)) return URL.canParse(text) ? { type: 'http', url: text } : undefined;
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(colon, 0));
  return Object.hasOwn(readers, kind) ? readers[kind]?.(text.slice(colon + 1)) : undefined;
};

const describeHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** As it would be typed after `--ready`. */
export const describeCondition = (condition: ReadyCondition): string => {
  switch (condition.type) {
    case 'port':
      return `port:${condition.host === null ? '' : `${describeHost(condition.host)}:`}${condition.port}`;
    case 'http':
      return condition.url;
    case 'log':
      return `log:/${condition.source}/${condition.flags}`;
    case 'fd':
      return `fd:${condition.descriptor}`;
    case 'exec':
      return `exec:${condition.command}`;
    default:
      return condition.type;
  }
};
