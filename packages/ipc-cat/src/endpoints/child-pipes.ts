/**
 * Pipes for a child. Of the socket pairs that Node would give it, whoever's reader goes away gets ECONNRESET instead of
 * SIGPIPE, and /dev/stdin and /dev/stdout cannot be opened.
 */
import { closeSync, constants, openSync } from 'node:fs';
import type { Half } from '../bytes/half.ts';
import { oneWayReader, oneWayWriter } from '../bytes/one-way.ts';
import type { ByteReader, ByteWriter } from '../endpoint.ts';
import { makePipePlaces, type PipePlaces } from './pipe-places.ts';

/** One end for the child, a descriptor that blocks, and the other as ours. */
interface ChildPipe<Part> {
  readonly childs: number;
  readonly ours: Half<Part>;
}

export interface ChildPipes {
  readonly stdin: ChildPipe<ByteWriter> | undefined;
  readonly stdout: ChildPipe<ByteReader> | undefined;
  /** Once the child has its ends, ours of them are closed: else nobody would ever see the end of the data. */
  readonly handedOver: () => void;
}

export interface Streams {
  readonly stdin: boolean;
  readonly stdout: boolean;
}

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

const inward = (file: string): ChildPipe<ByteWriter> => {
  const both = openSync(file, O_RDWR | O_NONBLOCK); // so that the next has somebody who writes, and need not wait for one
  const childs = openSync(file, O_RDONLY);
  const descriptor = openSync(file, O_WRONLY | O_NONBLOCK);
  closeSync(both);
  return { childs, ours: oneWayWriter(descriptor) };
};

const outward = (file: string): ChildPipe<ByteReader> => {
  const descriptor = openSync(file, O_RDONLY | O_NONBLOCK);
  const childs = openSync(file, O_WRONLY);
  return { childs, ours: oneWayReader(descriptor) };
};

const closeAll = (pipes: readonly (ChildPipe<unknown> | undefined)[]): void => {
  for (const pipe of pipes) if (pipe) closeSync(pipe.childs);
};

/** The pipes that are wanted; undefined where there can be none (Windows, no /proc), and Node's own have to do. */
export const makeChildPipes = async (wants: Streams): Promise<ChildPipes | undefined> => {
  let places: PipePlaces | undefined;
  try {
    places = await makePipePlaces();
    if (!places) return undefined;
    const stdin = wants.stdin ? inward(places.input) : undefined;
    const stdout = wants.stdout ? outward(places.output) : undefined;
    return { stdin, stdout, handedOver: () => closeAll([stdin, stdout]) };
  } catch {
    return undefined;
  } finally {
    places?.release();
  }
};
