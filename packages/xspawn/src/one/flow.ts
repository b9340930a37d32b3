/** The way of a command's output through us, to where it is wanted. */
import type { Readable } from 'node:stream';
import type { Child } from '../child/child.ts';
import { lineSplitter } from '../output/lines.ts';
import { isReaderGone, type Writer } from '../output/writer.ts';

export type StreamName = 'stdout' | 'stderr';

interface FlowListener {
  readonly onBytes: () => void;
  readonly onTooMuch: () => void;
}

export interface Flow {
  /** Takes in what the child writes; resolves when all of it is written. */
  readonly carry: (child: Child, listener: FlowListener) => Promise<void>;
}

/** Where pieces of output go. */
export interface Destination {
  readonly take: (stream: StreamName, bytes: Buffer) => void;
  /** Undefined while more may come. */
  readonly ready: () => Promise<void> | undefined;
  /** Nobody reads this stream any more. */
  readonly onGone: (stream: StreamName, listener: () => void) => void;
}

/** As much may wait to be written before the command has to wait, too. */
const HIGH_WATER = 1 << 20;

export const writersDestination = (
  writers: Readonly<Record<StreamName, Writer>>,
  copy: Writer | undefined,
): Destination => {
  const all = [writers.stdout, writers.stderr, ...(copy ? [copy] : [])];
  return {
    take: (stream, bytes) => {
      writers[stream].write(bytes);
      copy?.write(bytes);
    },
    ready: () => {
      const slow = all.filter((writer) => writer.backlog() > HIGH_WATER);
      return slow.length === 0 ? undefined : Promise.all(slow.map((writer) => writer.drained())).then(() => {});
    },
    onGone: (stream, listener) => writers[stream].onError((error) => isReaderGone(error) && listener()),
  };
};

/** What each piece becomes: itself, or whole lines with something before them. */
export type Dress = (stream: StreamName) => { readonly pass: (bytes: Buffer) => Buffer; readonly rest: () => Buffer };

const nothing = Buffer.alloc(0);

export const undressed: Dress = () => ({ pass: (bytes) => bytes, rest: () => nothing });

/** Each line begins with what `begin` says at that moment. A last line without a newline stays without one. */
export const linesBeginningWith =
  (begin: () => string): Dress =>
  () => {
    const splitter = lineSplitter();
    const dress = (lines: readonly Buffer[]): Buffer =>
      Buffer.concat(lines.flatMap((line) => [Buffer.from(begin()), line]));
    return {
      pass: (bytes) => dress(splitter.push(bytes)),
      rest: () => {
        const rest = splitter.rest();
        return rest ? dress([rest]) : nothing;
      },
    };
  };

const untilClosed = (stream: Readable): Promise<void> =>
  new Promise((resolve) => {
    stream.once('close', resolve).on('error', () => {});
  });

/**
 * What the kernel does with who writes into a pipe that nobody reads. Our end is a socket, as Node has it: closed with
 * something in it, it would tell of a lost connection instead. pipe(7)
 */
const refuse = (child: Child, stream: Readable): void => {
  child.signal('SIGPIPE');
  stream.destroy();
};

/** Lets output flow to a destination; more than `maxBytes` of both streams together is too much. */
export const flowTo = (destination: Destination, dress: Dress, maxBytes = Number.POSITIVE_INFINITY): Flow => ({
  carry: async (child, { onBytes, onTooMuch }) => {
    let left = maxBytes;
    const carryOne = async (name: StreamName): Promise<void> => {
      const stream = child.process[name];
      if (!stream) return;
      const { pass, rest } = dress(name);
      const closed = untilClosed(stream);
      let isReaderGone = false;
      destination.onGone(name, () => {
        isReaderGone = true;
      });
      stream.on('data', async (bytes: Buffer) => {
        onBytes();
        if (isReaderGone) return refuse(child, stream);
        const some = bytes.length > left ? bytes.subarray(0, left) : bytes;
        left -= some.length;
        destination.take(name, pass(some));
        if (some.length < bytes.length) onTooMuch();
        const wait = destination.ready();
        if (!wait) return;
        stream.pause();
        await wait;
        stream.resume();
      });
      await closed;
      destination.take(name, rest());
    };
    await Promise.all([carryOne('stdout'), carryOne('stderr')]);
  },
});
