// A thread that says when a request is due: `dist/child-metronome.cjs`, started as a Worker. Timers of an event loop come up to
// a millisecond late; a thread that waits in futex(2) is woken within some 50 µs.
import { parentPort, workerData } from 'node:worker_threads';
import { monotonicMs } from '@proctools/core';
import type { Beat } from '../beat.ts';

const { count, intervalMs } = workerData as Beat;
const nothing = new Int32Array(new SharedArrayBuffer(4));
const begin = monotonicMs();
for (let index = 0; index < count; index += 1) {
  const due = begin + index * intervalMs;
  const waitMs = due - monotonicMs();
  if (waitMs > 0) Atomics.wait(nothing, 0, 0, waitMs);
  // When it is late itself, the time at which it was due still counts.
  parentPort?.postMessage(due);
}
