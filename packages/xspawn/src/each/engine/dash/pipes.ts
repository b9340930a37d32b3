/**
 * Pipes, which Node cannot make: what it calls so are sockets, and a program that opens /dev/stdout cannot open a
 * socket. A FIFO without a name is a pipe. fifo(7)
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Two descriptors of ours. */
export interface Pipe {
  /** Never waits. */
  readonly read: number;
  readonly write: number;
}

/** The reading end first, or the other would wait for it. */
const openBothEnds = (file: string): Pipe => {
  const read = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { read, write: openSync(file, constants.O_WRONLY) };
  } catch (error) {
    closeSync(read);
    throw error;
  }
};

const closePipe = ({ read, write }: Pipe): void => {
  closeSync(read);
  closeSync(write);
};

const openAll = (files: readonly string[]): readonly Pipe[] => {
  const pipes: Pipe[] = [];
  try {
    for (const file of files) pipes.push(openBothEnds(file));
    return pipes;
  } catch (error) {
    pipes.forEach(closePipe);
    throw error;
  }
};

/** So many pipes; undefined where there is no mkfifo(1), no place for a FIFO, or too few descriptors. */
export const openPipes = (count: number): readonly Pipe[] | undefined => {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(path.join(tmpdir(), 'xspawn-'));
    const files = Array.from({ length: count }, (_, index) => path.join(folder ?? '', String(index)));
    const { status } = spawnSync('mkfifo', ['-m', '600', ...files], { stdio: 'ignore' });
    return status === 0 ? openAll(files) : undefined;
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
};
