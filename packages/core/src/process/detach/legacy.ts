/**
 * What the intermediate leaves behind for those who come after us. They are no parents of the command, so the kernel tells
 * them nothing of its end: the intermediate writes down how it ended. And as long as it is there it holds a FIFO open; who
 * reads from that learns when it has gone, without looking again and again. fifo(7)
 */
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { makeFifo, openFifoToRead } from '../../files/fifo.ts';
import { removeFile } from '../../files/remove-file.ts';
import { sleep } from '../../sleep.ts';
import type { Ended } from '../ended.ts';
import { type Identity, isAlive } from '../identity.ts';
import type { Detached, Legacy } from './birth.ts';
import { decode } from './decode.ts';

/** The two of them, open; both are for the intermediate alone. */
export interface OpenLegacy {
  readonly exit: number;
  readonly alive: number;
  readonly close: () => void;
}

/** Makes both, with nothing of an earlier run in them. */
export const openLegacy = ({ alive, exit }: Legacy): OpenLegacy => {
  makeFifo(alive);
  removeFile(exit); // to truncate what was written a moment ago waits for the disk
  const written = openSync(exit, 'w', 0o600);
  const held = openSync(alive, constants.O_RDWR); // of one end alone the opening would wait for the other
  return {
    exit: written,
    alive: held,
    close: () => {
      closeSync(written);
      closeSync(held);
    },
  };
};

/** What dash says about a signal, and then the code, on a line of its own. */
const read = ({ exit }: Legacy): { readonly words: string; readonly code: number } | undefined => {
  try {
    const [, words = '', code] = /^(.*?)(\d{1,3})\n$/s.exec(readFileSync(exit, 'latin1')) ?? [];
    return code === undefined ? undefined : { words, code: Number(code) };
  } catch {
    return undefined;
  }
};

/** The words alone. */
export const wordsIn = (legacy: Legacy): string => read(legacy)?.words ?? '';

/** How the command ended; undefined when that is not written down. */
export const endedIn = (legacy: Legacy): Ended | undefined => {
  const found = read(legacy);
  return found && decode(found.code, found.words);
};

/** Resolves when the intermediate has gone. */
const untilGone = ({ alive }: Legacy): Promise<void> =>
  new Promise((resolve) => {
    const fifo = new Socket({ fd: openFifoToRead(alive), writable: false });
    fifo.on('error', () => {}).on('close', () => resolve());
    fifo.resume();
  });

/** Where there is no intermediate any more: no event tells the end of a stranger. */
const LOOK_MS = 500;

const untilEnded = async (identity: Identity, legacy: Legacy): Promise<Ended | undefined> => {
  await untilGone(legacy).catch(() => {});
  while (isAlive(identity)) await sleep(LOOK_MS);
  return endedIn(legacy);
};

interface Adopted extends Pick<Detached, 'identity' | 'letGo'> {
  /** Undefined when it is written down nowhere. */
  readonly ending: Promise<Ended | undefined>;
}

/** Takes over what somebody else has detached, and left. */
export const adopt = (identity: Identity, legacy: Legacy): Adopted => ({
  identity,
  ending: untilEnded(identity, legacy),
  letGo: async () => {},
});
