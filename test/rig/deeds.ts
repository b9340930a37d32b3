/** What a puppet can be told to do; one of these at a time. */
export type Deed =
  | { readonly exit: number }
  /** Throws an error that nobody catches. */
  | { readonly throw: string }
  /** Sends itself a signal. */
  | { readonly kill: NodeJS.Signals }
  | { readonly write: 'stdout' | 'stderr'; readonly text: string }
  | { readonly writeFd: number; readonly text: string }
  | { readonly closeFd: number }
  | { readonly syncFd: number }
  /** Opens the file, which may be /dev/stdout, appends and closes it. */
  | { readonly append: string; readonly text: string }
  /** Reads stdin to its end and answers with it. */
  | { readonly readStdin: true }
  /** Answers every HTTP request with its pid. A port (0 for any; the answer is the port), a path, or a descriptor. */
  | { readonly listen: number | { readonly port: number; readonly host: string } }
  | { readonly listenUnix: string }
  | { readonly listenFd: number }
  | { readonly closeServers: true }
  /** Catches the signal and does nothing. */
  | { readonly ignore: NodeJS.Signals }
  /** Catches the signal and tells; see `received`. */
  | { readonly catch: NodeJS.Signals }
  /** Takes its handlers away again. */
  | { readonly default: NodeJS.Signals }
  /** Over IPC, to whoever started it. */
  | { readonly send: unknown }
  | { readonly disconnect: 'process' | 'worker' }
  | Spawn
  | { readonly openFds: true }
  /** Holds this many bytes more, touched. */
  | { readonly allocate: number }
  /** Blocks its event loop for so many milliseconds. */
  | { readonly block: number }
  | { readonly chdir: string };

/** Starts a child and answers with its pid; detached, it gets a session of its own. Its end is told as a `child` event. */
export interface Spawn {
  readonly spawn: readonly string[];
  readonly detached?: boolean;
  /** Instead of the puppet's own. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdio?: 'ignore' | 'inherit';
}

/** What the puppet answers. */
export type AnswerTo<Done extends Deed> = Done extends { readonly spawn: unknown }
  ? number
  : Done extends { readonly listen: unknown }
    ? number
    : Done extends { readonly openFds: unknown }
      ? Readonly<Record<string, string>>
      : Done extends { readonly readStdin: unknown }
        ? string
        : unknown;
