import { openStore } from '../../output/store.ts';

/** What a job has written to one stream, and nobody has printed. */
export interface Capture {
  readonly add: (bytes: Buffer) => void;
  /** From the front; at most so many. */
  readonly take: (most: number) => Buffer;
  readonly left: () => number;
  /** How much was added, whether it is still there or not. */
  readonly total: () => number;
  /** Whether all that was added is UTF-8, when that is asked for. */
  readonly isText: () => boolean;
  /** As if nothing had been written. */
  readonly clear: () => void;
}

const checker = () => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isText = true;
  const decode = (bytes: Buffer, stream: boolean): boolean => {
    try {
      decoder.decode(bytes, { stream });
      return true;
    } catch {
      return false;
    }
  };
  return {
    add: (bytes: Buffer): void => {
      isText &&= decode(bytes, true);
    },
    isText: (): boolean => isText && decode(Buffer.alloc(0), false),
  };
};

export const openCapture = (isTextAsked: boolean): Capture => {
  const store = openStore();
  let text = isTextAsked ? checker() : undefined;
  let total = 0;
  return {
    add: (bytes) => {
      store.add(bytes);
      text?.add(bytes);
      total += bytes.length;
    },
    take: store.take,
    left: store.size,
    total: () => total,
    isText: () => text?.isText() ?? true,
    clear: () => {
      store.clear();
      text &&= checker();
      total = 0;
    },
  };
};
