/** The four ways to have something called later. */
interface LaterWay {
  readonly name: string;
  readonly later: (call: () => void) => void;
  /** How many follow each other, or are asked for at once, in one go: some milliseconds of them. */
  readonly chain: number;
  readonly batch: number;
}

export const laterWays: readonly LaterWay[] = [
  { name: 'process.nextTick', later: (call) => process.nextTick(call), chain: 10_000, batch: 10_000 },
  { name: 'queueMicrotask', later: (call) => queueMicrotask(call), chain: 10_000, batch: 10_000 },
  { name: 'setImmediate', later: (call) => void setImmediate(call), chain: 2_000, batch: 10_000 },
  // Node makes 1 ms of 0: a chain of them is a chain of milliseconds.
  { name: 'setTimeout(0)', later: (call) => void setTimeout(call, 0), chain: 10, batch: 10_000 },
];
