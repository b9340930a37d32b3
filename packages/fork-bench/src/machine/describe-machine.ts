import os from 'node:os';
import type { Machine } from '../results.ts';
import { allowedCores } from './allowed-cores.ts';

/** Says on what is measured. `node` is the version of the Node that runs this; what is measured may run under another. */
export const describeMachine = (): Machine => ({
  platform: process.platform,
  arch: process.arch,
  kernel: os.release(),
  cpu: os.cpus()[0]?.model.trim() || 'unknown',
  cores: allowedCores(),
  memoryBytes: os.totalmem(),
  host: os.hostname(),
  node: process.versions.node,
});
