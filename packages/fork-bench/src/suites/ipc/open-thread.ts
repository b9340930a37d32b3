// Starts the far end as a thread, and opens the way to it that is to be measured.
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ThreadChannel } from './channels.ts';
import { copyingLine, transferringLine } from './lines/port-line.ts';
import { eventMeter } from './meters/event-meter.ts';
import type { Meter } from './meters/meter.ts';
import { type Rings, sharedMeter } from './meters/shared-meter.ts';
import type { Open } from './open-process.ts';
import { openRing, ringMemory } from './ring.ts';
import type { Hello, NearSpec, ThreadSpec } from './spec.ts';
import { moveThread } from './taskset.ts';
import { windowFor } from './window.ts';

const THREAD = path.join(__dirname, 'child-ipc-thread.cjs');

interface Started {
  readonly worker: Worker;
  readonly cpus: string | undefined;
}

/** A thread is born where its process may run, and is moved when it is to run elsewhere. */
const startThread = async (spec: ThreadSpec, { farCpu }: NearSpec): Promise<Started> => {
  const worker = new Worker(THREAD, { workerData: spec });
  const [{ cpus, threadId }] = (await once(worker, 'message')) as [Hello];
  if (farCpu === undefined || threadId === undefined || cpus === String(farCpu)) return { worker, cpus };
  try {
    moveThread(threadId, farCpu);
    return { worker, cpus: String(farCpu) };
  } catch {
    return { worker, cpus }; // whoever asked compares
  }
};

const openShared = async (spec: NearSpec): Promise<Open<Meter>> => {
  const memories = new Map(
    spec.sizes.map((size) => [size, [ringMemory(size, windowFor(size)), ringMemory(size, 1)] as const]),
  );
  const { cpus } = await startThread({ type: 'shared', rings: [...memories.values()] }, spec);
  const rings = new Map<number, Rings>();
  for (const [size, [there, back]] of memories) rings.set(size, { there: openRing(there), back: openRing(back) });
  return { way: sharedMeter(rings), farCpus: cpus };
};

/** Opens a way between two threads of this process. */
export const openThread = async (channel: ThreadChannel, spec: NearSpec): Promise<Open<Meter>> => {
  if (channel === 'shared') return openShared(spec);
  const { cpus, worker } = await startThread({ type: channel === 'post' ? 'copy' : 'transfer' }, spec);
  return { way: eventMeter(channel === 'post' ? copyingLine(worker) : transferringLine(worker)), farCpus: cpus };
};
