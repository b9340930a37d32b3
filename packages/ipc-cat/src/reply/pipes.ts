/**
 * Pipes for what commands write. Of the socket pairs that Node would give them, /dev/stdout cannot be opened. To have a shell
 * make one costs as much as the command itself, so a pipe serves one command after the other: both its ends are opened anew each
 * time, as long as nobody is left who might write into the next one's answer. proc(5)
 */
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { makePipePlaces } from '../endpoints/pipe-places.ts';

export interface Pipe {
  /** What the command writes to. */
  readonly childs: number;
  /** What we read. */
  readonly stream: Socket;
  /** The command has its own of its end by now, and ours is closed. */
  handedOver(): void;
  /** `isEnded`: it was read to its end, so nobody has it any more, and the next may. Else it is closed for good. */
  giveBack(isEnded: boolean): void;
}

export interface Pipes {
  /** Undefined where there are none (no /proc, no shell), and Node's own have to do. */
  take(): Promise<Pipe | undefined>;
  close(): void;
}

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** A descriptor of a new pipe, which is only there to open it anew. */
const make = async (): Promise<number | undefined> => {
  const places = process.platform === 'linux' ? await makePipePlaces().catch(() => undefined) : undefined;
  try {
    return places && openSync(places.output, O_RDONLY | O_NONBLOCK);
  } catch {
    return undefined;
  } finally {
    places?.release();
  }
};

/** Undefined when there are no descriptors left. */
const openBoth = (seed: number): { readonly childs: number; readonly ours: number } | undefined => {
  const place = `/proc/self/fd/${seed}`;
  let ours: number | undefined;
  try {
    ours = openSync(place, O_RDONLY | O_NONBLOCK);
    return { ours, childs: openSync(place, O_WRONLY) };
  } catch {
    if (ours !== undefined) closeSync(ours);
    return undefined;
  }
};

export const pipes = (): Pipes => {
  const free: number[] = [];
  let isClosed = false;
  return {
    take: async () => {
      const seed = free.pop() ?? (await make());
      if (seed === undefined) return undefined;
      const both = openBoth(seed);
      if (!both) {
        free.push(seed);
        return undefined;
      }
      const { childs, ours } = both;
      const stream = new Socket({ fd: ours, readable: true, writable: false });
      let isHeld = true;
      const handedOver = (): void => {
        if (isHeld) closeSync(childs);
        isHeld = false;
      };
      return {
        childs,
        stream,
        handedOver,
        giveBack: (isEnded) => {
          handedOver();
          stream.destroy();
          if (isEnded && !isClosed) free.push(seed);
          else closeSync(seed);
        },
      };
    },
    close: () => {
      isClosed = true;
      for (const seed of free.splice(0)) closeSync(seed);
    },
  };
};
