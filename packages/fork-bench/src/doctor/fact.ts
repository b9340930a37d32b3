/** What doctor looks at. Facts only: how bad they are is judged in `level.ts`, and said in `report-doctor.ts`. */
import type { OwnCost } from '../measure/own-cost.ts';
import type { Contention, Metric } from '../results.ts';

/** How much longer a command takes with something than without, in paired runs. */
export interface Cost {
  readonly metric: Metric;
  readonly pairs: number;
  /** The middle of what it adds. */
  readonly addedMs: number;
  /** The interval that holds the true median in at least 99 of 100 cases. */
  readonly lowMs: number;
  readonly highMs: number;
}

/** The smallest difference, as a share, that so many pairs would find in 8 of 10 cases. */
export interface Resolution {
  readonly pairs: number;
  readonly wall: number;
  /** Undefined where CPU time cannot be had for a single run. */
  readonly cpu: number | undefined;
}

export type Fact =
  /** A variable that changes how Node, or any program, starts. */
  | { readonly type: 'variable'; readonly name: string; readonly value: string; readonly cost: Cost | undefined }
  | { readonly type: 'no-variables' }
  /** How this Node was built. */
  | {
      readonly type: 'build';
      readonly hasSnapshot: boolean;
      readonly hasCodeCache: boolean;
      readonly isDebug: boolean;
      readonly isShared: boolean;
    }
  | { readonly type: 'cores'; readonly online: number; readonly affine: number; readonly quota: number | undefined }
  | { readonly type: 'smt'; readonly isActive: boolean }
  /** Who chooses the clock rate: one word for each that is in use; none where nobody tells, as in virtual machines. */
  | { readonly type: 'governor'; readonly governors: readonly string[] }
  | { readonly type: 'turbo'; readonly isOn: boolean }
  | { readonly type: 'battery'; readonly isDischarging: boolean }
  | { readonly type: 'heat'; readonly hottest: number | undefined; readonly throttlings: number | undefined }
  | { readonly type: 'virtual'; readonly kind: string | undefined }
  | { readonly type: 'others'; readonly contention: Contention }
  | { readonly type: 'load'; readonly load: number; readonly cores: number }
  | { readonly type: 'memory'; readonly swapUsedBytes: number; readonly availableShare: number }
  | { readonly type: 'huge-pages'; readonly mode: string }
  | { readonly type: 'layout'; readonly isRandom: boolean }
  | { readonly type: 'priority'; readonly nice: number }
  | { readonly type: 'tracer'; readonly tracer: number | undefined; readonly isInspected: boolean }
  | { readonly type: 'counters'; readonly isPresent: boolean }
  /** `name` is undefined where the system does not tell. */
  | {
      readonly type: 'clock';
      readonly name: string | undefined;
      readonly resolutionNs: number;
      readonly costNs: number;
    }
  /** What a look at the machine's own counters costs, twice for each run. */
  | { readonly type: 'reading'; readonly costMs: number }
  /** How CPU time and memory of a child are measured here. */
  | {
      readonly type: 'way';
      readonly name: string;
      readonly description: string;
      /** Undefined when it tells no CPU time of a single run. */
      readonly cpuResolutionMs: number | undefined;
      readonly hasMemory: boolean;
      readonly ownCost: OwnCost;
    }
  /** Of an A/A test: pairs of the same command. */
  | ({ readonly type: 'resolution' } & Resolution);

export type Level = 'ok' | 'mind' | 'bad';
