/** Moves the head of one log to an archive whenever it has grown, one move after the other. */
import { statSync } from 'node:fs';
import { sleep } from '@proctools/core';
import { compressArchives } from '../logs/compress.ts';
import { watchGrowth } from '../logs/growth.ts';
import { type InPlace, moveHead } from '../logs/in-place.ts';
import type { Rotation } from '../settings.ts';

/** After a full disk, and whatever else may be better then. */
const RETRY_MS = 1_000;

export class Mover {
  readonly #place: InPlace;
  readonly #rotation: Rotation;
  readonly #onMoved: (bytes: number) => void;
  #turn: Promise<void> = Promise.resolve();
  #isWatching = false;
  #compressing: Promise<void> | undefined;

  constructor(place: InPlace, rotation: Rotation, onMoved: (bytes: number) => void) {
    this.#place = place;
    this.#rotation = rotation;
    this.#onMoved = onMoved;
  }

  /** Begins to look by itself, if it has not. */
  watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    watchGrowth(this.#place.file, this.#rotation.size, async () => {
      if (!(await this.look())) await sleep(RETRY_MS);
    });
  }

  /** Moves what is too long; false when that cannot be done now: then the log is as it was, and grows. */
  async look(): Promise<boolean> {
    const turn = this.#turn.then(() => this.#move());
    this.#turn = turn.then(
      () => {},
      () => {},
    );
    return turn.then(
      () => true,
      () => false,
    );
  }

  /** Resolves when nothing is left to be done for what was written until now. */
  async finish(): Promise<void> {
    await this.look();
    await this.#compressing;
  }

  #isFull(): boolean {
    return (statSync(this.#place.file, { throwIfNoEntry: false })?.size ?? 0) >= this.#rotation.size;
  }

  async #move(): Promise<void> {
    while (this.#isFull()) this.#onMoved(await moveHead(this.#place, this.#rotation.size));
    if (this.#rotation.compress) this.#compressing ??= this.#compress();
  }

  /** Beside the moves, which have other names for it meanwhile. What cannot be compressed stays as it is, until the next time. */
  async #compress(): Promise<void> {
    const { file, rights } = this.#place;
    await compressArchives(file, rights, () => !this.#isFull()).catch(() => {});
    this.#compressing = undefined;
  }
}
