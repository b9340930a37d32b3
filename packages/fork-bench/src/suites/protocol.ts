// What a driver and its parent say to each other. The settings are its only operand, as JSON; what it finds comes back as
// lines of JSON on a descriptor of its own, so that nothing that a suite prints gets between. Its standard input tells it
// that its parent is gone: nothing is ever written there.
import type { Finding, SuiteSettings } from './suite.ts';

/** What a driver is to do. */
export interface Assignment {
  readonly suite: SuiteName;
  readonly settings: SuiteSettings;
}

/** The suites that there are; `driver.ts` knows where. */
export const suiteNames = ['claims', 'create', 'ipc', 'http', 'offload', 'timers'] as const;
export type SuiteName = (typeof suiteNames)[number];

/** What a driver tells, in this order: `started`, then each step with what it finds, then `done`, or why not. */
export type Told =
  | { readonly type: 'started'; readonly node: string; readonly steps: readonly string[] }
  | { readonly type: 'step'; readonly name: string }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'done' };

/** The descriptor that a driver writes to. */
export const TOLD_ON = 3;
