/** A socket that waits for connections. */
export interface Listener {
  /** `127.0.0.1:3000`, `[::1]:3000`, `*:3000`, or a path. */
  readonly address: string;
  /** Null for a socket with a path. */
  readonly port: number | null;
  /** By which a system knows it; what it is differs. */
  readonly key: string;
}
