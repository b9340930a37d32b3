/** Whatever two processes talk through, as the command line names it. */

/** A name and a password, from the address or the environment. Never printed. */
export interface Credentials {
  readonly user: string | undefined;
  readonly password: string | undefined;
}

export interface TlsSettings {
  /** Files: certificates that are trusted instead of the system's, ours, and its key. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** The name that the certificate has to be for; the host, when it is left out. */
  readonly name: string | undefined;
  /** Whether the other side's certificate is checked. */
  readonly verify: boolean;
}

export interface UnixAddress {
  readonly type: 'unix';
  /** Absolute or relative; of the abstract namespace without its leading NUL. */
  readonly path: string;
  readonly isAbstract: boolean;
}

export interface UnixListenAddress extends Omit<UnixAddress, 'type'> {
  readonly type: 'unix-listen';
  readonly mode: number;
  /** `USER`, `USER:GROUP` or `:GROUP`, by name or number. */
  readonly owner: string | undefined;
  /** A live socket is replaced, too. */
  readonly takesOver: boolean;
}

export interface TcpAddress<Type extends 'tcp' | 'tcp-listen' = 'tcp' | 'tcp-listen'> {
  readonly type: Type;
  /** Undefined: all interfaces, for who listens. */
  readonly host: string | undefined;
  readonly port: number;
}

export interface TlsAddress<Type extends 'tls' | 'tls-listen' = 'tls' | 'tls-listen'> extends Omit<TcpAddress, 'type'> {
  readonly type: Type;
  readonly tls: TlsSettings;
}

export interface WebSocketAddress {
  readonly type: 'ws';
  /** Without credentials. */
  readonly url: string;
  readonly credentials: Credentials;
  readonly protocol: string | undefined;
  /** Whether messages are sent as binary frames; text that is no UTF-8 always is. */
  readonly isBinary: boolean;
  readonly tls: TlsSettings;
}

export interface WebSocketListenAddress {
  readonly type: 'ws-listen';
  readonly host: string | undefined;
  readonly port: number;
  readonly path: string;
  readonly protocol: string | undefined;
  readonly isBinary: boolean;
}

export interface FifoAddress {
  readonly type: 'fifo';
  readonly path: string;
  /** Made when it is missing. */
  readonly create: boolean;
  /** Held open over its writers: it never ends. */
  readonly keep: boolean;
}

export interface FileAddress {
  readonly type: 'file';
  readonly path: string;
  readonly append: boolean;
}

export interface RedisAddress {
  readonly type: 'redis';
  readonly where: { readonly host: string; readonly port: number } | { readonly path: string };
  readonly credentials: Credentials;
  /** Undefined: not encrypted. */
  readonly tls: TlsSettings | undefined;
  readonly database: number;
  readonly target: /** A name with a `*` is a pattern, which can only be subscribed to. */
    | { readonly type: 'channel'; readonly name: string; readonly isPattern: boolean }
    | {
        readonly type: 'stream';
        readonly name: string;
        readonly group: string | undefined;
        readonly consumer: string | undefined;
        /** Where a reader without a group, or a new group, begins: `$` (what comes from now on), `0`, an id. */
        readonly from: string;
        /** Entries that another consumer has left unacknowledged for so long are taken over, in milliseconds. */
        readonly claimMs: number;
        /** About so many entries are kept. */
        readonly maxLength: number | undefined;
      }
    | { readonly type: 'list'; readonly name: string };
}

export interface NatsAddress {
  readonly type: 'nats';
  readonly servers: readonly string[];
  readonly credentials: Credentials;
  readonly tls: TlsSettings | undefined;
  readonly subject: string | undefined;
  readonly queue: string | undefined;
  readonly stream: string | undefined;
  readonly durable: string | undefined;
  /** How long a message may stay unacknowledged before it comes again, in milliseconds. */
  readonly ackWaitMs: number;
}

export type Address =
  | { readonly type: 'stdio' }
  | UnixAddress
  | UnixListenAddress
  | TcpAddress<'tcp'>
  | TcpAddress<'tcp-listen'>
  | TlsAddress<'tls'>
  | TlsAddress<'tls-listen'>
  | WebSocketAddress
  | WebSocketListenAddress
  | FifoAddress
  | FileAddress
  | { readonly type: 'descriptor'; readonly descriptor: number }
  | { readonly type: 'windows-pipe'; readonly name: string; readonly isListening: boolean }
  | { readonly type: 'exec'; readonly command: readonly [string, ...string[]] }
  | { readonly type: 'fork'; readonly command: readonly [string, ...string[]] }
  | { readonly type: 'parent' }
  | RedisAddress
  | NatsAddress;

/** An address with how it is told: as it was typed, without credentials. */
export interface Named<A extends Address = Address> {
  readonly name: string;
  readonly address: A;
}
