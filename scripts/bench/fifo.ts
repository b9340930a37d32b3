import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { systemPeer } from './peers.ts';
import type { Workshop } from './workshop.ts';

/** Both ends of a pipe, as descriptors for children to inherit. */
export interface Ends {
  readonly reader: number;
  readonly writer: number;
}

/**
 * Does the work with a real pipe between two children: Node's own `'pipe'` is a socket pair. Both ends are closed here
 * when `work` has come back, which must have started the children by then.
 */
export const withPipe = <Answer>(workshop: Workshop, name: string, work: (ends: Ends) => Answer): Answer => {
  const file = workshop.path(name);
  const { status } = spawnSync(systemPeer('mkfifo') ?? '', [file]);
  if (status !== 0) throw new Error(`no fifo ${file}`);
  const both = openSync(file, 'r+'); // or opening one end alone would wait for the other
  const ends = { reader: openSync(file, 'r'), writer: openSync(file, 'w') };
  closeSync(both);
  try {
    return work(ends);
  } finally {
    closeSync(ends.reader);
    closeSync(ends.writer);
  }
};
