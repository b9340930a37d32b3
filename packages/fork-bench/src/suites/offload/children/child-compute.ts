// Computes elsewhere: `dist/child-compute.cjs`, as a child or as a thread. Is sent a number of iterations; answers with what came out.
import { isMainThread, parentPort } from 'node:worker_threads';
import { endWithParent, tellParent } from '../../bound.ts';
import { compute } from '../compute.ts';

if (isMainThread) {
  endWithParent();
  process.on('message', (iterations: number) => tellParent(compute(iterations)));
} else {
  parentPort?.on('message', (iterations: number) => parentPort?.postMessage(compute(iterations)));
}
