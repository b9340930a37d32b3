/** Ways for a server to use several processes. */
export const serverKinds = {
  single: 'one process',
  roundRobin: 'cluster, round robin',
  none: 'cluster, none',
  handles: 'handle passing',
  reusePort: 'reusePort',
} as const;

export type ServerKind = keyof typeof serverKinds;

/** What `child-http-server` is started with. */
export interface ServerSpec {
  readonly kind: ServerKind;
  /** How many processes answer. */
  readonly workers: number;
}

/** What `child-http-worker` is started with. */
export interface WorkerSpec {
  /** How connections reach it: it listens, alone or as cluster has it; or it is sent them. */
  readonly by: 'listening' | 'sharing' | 'messages';
  /** Where it listens; 0 for any. */
  readonly port: number;
}

/** What one process of a server has done so far. */
export interface ProcessReading {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly requests: number;
  /** Whether it answers requests; false for one that only hands on. */
  readonly isWorker: boolean;
}

/** All processes of a server, always in the same order. */
export type ServerReading = readonly ProcessReading[];

export interface Ready {
  readonly port: number;
}

/** The question that both answer, with a `ServerReading` and a `ProcessReading`. */
export const HOW_FAR = 'how-far';
