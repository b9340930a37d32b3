// A thread that says when a request is due: `dist/child-metronome.cjs`, started as a Worker. Timers of an event loop come up to
// a millisecond late; a thread that waits in futex(2) is woken within some 50 µs.
import { parentPort, workerData } from 'node:worker_threads';
import { monotonicMs } from '@proctools/core';
import type { Beat } from '../beat.ts';

const { intervalMs, stop } = workerData as Beat;
const stopped = new Int32Array(stop);
const begin = monotonicMs();
for (let index = 0; Atomics.load(stopped, 0) === 0; index += 1) {
  const due = begin + index * intervalMs;
  // Node 26 was seen to wake up 0.1 ms too early: then it waits for the rest.
  for (let waitMs = due - monotonicMs(); waitMs > 0; waitMs = due - monotonicMs()) {
    if (Atomics.wait(stopped, 0, 0, waitMs) !== 'timed-out') break;
  }
  // When it is late itself, the time at which it was due still counts.
  parentPort?.postMessage(due);
}
