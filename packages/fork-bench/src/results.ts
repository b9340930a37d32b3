// The shapes that results have in memory, in `--json`, and in saved baselines.

/** A value with the interval that holds the true one in 95 of 100 cases. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The machine that measured, as far as it decides about figures. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly kernel: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly host: string;
  /** Of the Node that runs fork-bench: `20.20.2`. */
  readonly node: string;
}

/** What else the machine did while something was measured. Shares are of the whole machine, from 0 to 1; undefined where the system does not tell. */
export interface Contention {
  /** Busy with neither us nor our children. */
  readonly foreignShare: number | undefined;
  /** Taken by the host below a virtual machine. */
  readonly stealShare: number | undefined;
  /** How long our control group had to wait for its quota. */
  readonly throttledMs: number | undefined;
  /** Some task waited for a processor: a hint, no proof, as our own count too. */
  readonly pressureShare: number | undefined;
}

/** One run of a whole command. */
export interface Sample {
  readonly wallMs: number;
  /** User and system, of the whole child and what it waited for; undefined where it cannot be had for one run. */
  readonly cpuMs: number | undefined;
  readonly userMs: number | undefined;
  readonly systemMs: number | undefined;
  readonly maxRssBytes: number | undefined;
  readonly exitCode: number;
  /** The signal that ended it: `SIGKILL`. */
  readonly signal: string | undefined;
  /** It ran longer than allowed, and was ended. */
  readonly isTimedOut: boolean;
  readonly contention: Contention;
}

export type Metric = 'wall' | 'cpu';

export type ComparisonVerdict = 'a-faster' | 'b-faster' | 'same' | 'cannot-tell';

/** `a` against `b`: a ratio of 1.2 says that b took 1.2 times as long as a. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  readonly metric: Metric;
  readonly ratio: number;
  /** Undefined when there are too few pairs for an interval. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly pairs: number;
  /** Differences inside ± this share count as none. */
  readonly band: number;
  readonly verdict: ComparisonVerdict;
  /** About so many more pairs would settle what cannot be told yet. */
  readonly morePairs: number | undefined;
  /** The smallest difference (a share) that these pairs would have found in 8 of 10 cases. */
  readonly detectable: number | undefined;
}

/** A whole command, with hyperfine's fields (times in seconds) and ours. */
export interface CommandResult {
  readonly command: string;
  /** As it is shown: `--command-name`, else the command. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly node: string | undefined;
  readonly samples: readonly Sample[];
  /** Which way CPU time and memory were measured: `probe`, `perl`, ... */
  readonly way: string;
}

/** All that a comparison of whole commands found. */
export interface CommandsResult {
  readonly type: 'commands';
  readonly machine: Machine;
  readonly startedAt: string;
  readonly results: readonly CommandResult[];
  readonly comparisons: readonly Comparison[];
  /** Sentences about what may falsify this: outliers, drift, a busy machine. */
  readonly warnings: readonly string[];
}

export type Unit = 'ns' | 'µs' | 'ms' | '/s' | 'MB' | 'MB/s' | '%' | '×';

/** One figure of a suite. `low` and `high` are the interval of the median. */
export interface Measurement {
  readonly name: string;
  /** Figures of one group are compared with each other: `time to the first message`. */
  readonly group: string;
  readonly unit: Unit;
  /** Which way is better. */
  readonly better: 'less' | 'more';
  readonly n: number;
  readonly p50: number;
  /** Undefined when there are too few values for it. */
  readonly p90: number | undefined;
  readonly p99: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly values: readonly number[];
  readonly note: string | undefined;
  /** The version of the Node that ran it: `20.20.2`. */
  readonly node: string;
}

export interface SuiteResult {
  readonly type: 'suite';
  readonly machine: Machine;
  readonly startedAt: string;
  readonly suite: string;
  readonly measurements: readonly Measurement[];
  readonly contention: Contention;
  readonly notes: readonly string[];
}

export type ClaimVerdict = 'holds' | 'does not hold' | 'depends';

export interface ClaimResult {
  readonly id: string;
  readonly text: string;
  /** The article: `001`. */
  readonly source: string;
  readonly verdict: ClaimVerdict;
  /** One line with what was measured: `18.5 ms (95 %: 18.1 – 19.0) and 6.4 MB`. */
  readonly figure: string;
  /** Numbers behind it, for the pictures and for programs. */
  readonly values: Readonly<Record<string, number>>;
  readonly node: string;
}

export interface ClaimsResult {
  readonly type: 'claims';
  readonly machine: Machine;
  readonly startedAt: string;
  readonly claims: readonly ClaimResult[];
}

export type Result = CommandsResult | SuiteResult | ClaimsResult;
