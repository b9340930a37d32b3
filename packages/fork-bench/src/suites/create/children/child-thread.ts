// A worker thread that posts a message; it ends then, unless it was told to stay, until it is terminated.
import { parentPort, workerData } from 'node:worker_threads';

parentPort?.postMessage('x');
if (workerData === 'stay') parentPort?.on('message', () => {});
