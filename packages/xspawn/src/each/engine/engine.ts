/** What runs jobs, as the schedule sees it: so many slots, each of which takes one try of a job after the other. */
import type { Halt } from '../../options.ts';
import type { LimitPlan, RetryPlan } from '../../tries.ts';
import type { Job, JobCommand, JobEnding } from '../job.ts';

/** How the jobs of a batch are run; the directory, the umask, the nice value and the user are ours. */
export interface JobSettings extends LimitPlan {
  /** How many run at once. */
  readonly slots: number;
  /** Whether they write to our own standard output and error, or we are told what they wrote. */
  readonly output: 'inherit' | 'capture';
  readonly environment: Readonly<Record<string, string>>;
  /** What becomes of their processes when we are killed. */
  readonly orphans: 'kill' | 'leave';
  readonly retries: RetryPlan;
  readonly halt: Halt | undefined;
  /** Between one start and the next. */
  readonly delayMs: number;
  /** Nothing is started while the load average is above, or while less memory is free, in bytes. */
  readonly load: number | undefined;
  readonly memFree: number | undefined;
}

/** One run of a job's command. */
export interface Try {
  readonly job: Job;
  /** From 1. */
  readonly slot: number;
  readonly command: JobCommand;
}

/** How a try came to its end. */
export interface Outcome {
  readonly ending: JobEnding;
  readonly timedOut: boolean;
  /** It was ended with `end`. */
  readonly stopped: boolean;
}

/** What an engine tells of the tries that it was given. */
export interface EngineListener<Given extends Try> {
  readonly began: (given: Given) => void;
  /** The bytes are there only until the call returns. */
  readonly output: (given: Given, stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  readonly ended: (given: Given, outcome: Outcome) => void;
  /** It has not begun, and will not. */
  readonly givenBack: (given: Given) => void;
  /** Told last: the slot takes more. */
  readonly room: (slot: number) => void;
}

export interface Engine<Given extends Try> {
  /** How many more tries a slot takes now: what it is given ahead of time begins when the one before has ended. */
  readonly room: (slot: number) => number;
  readonly give: (given: Given) => void;
  /** Gives back, at once or soon, all that has not begun. */
  readonly recall: () => void;
  /** Ends what runs with a signal and, after a time, with KILL. */
  readonly end: (signal: NodeJS.Signals) => void;
  /** To be called when nothing runs. Resolves when nothing is left of it. */
  readonly close: () => Promise<void>;
}
