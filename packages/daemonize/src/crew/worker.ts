/** One worker, from its birth to its end. */
import {
  type Detached,
  describeEnded,
  type Ended,
  findMembers,
  type Membership,
  monotonicMs,
  removeFile,
  type Stopped,
  stop,
} from '@proctools/core';
import { note } from '../store/journal.ts';
import { familyOfWorker, type WorkerRecord } from '../store/record.ts';
import { type Held, untilOver } from '../supervisor/run.ts';
import type { CrewCharge } from './charge.ts';
import { legacyOfWorker } from './places.ts';
import { DRAIN, wordIn } from './words.ts';

/** What there is of Node's channel to it. */
export type Channel = Pick<Detached, 'onMessage' | 'tell'>;

export interface End {
  /** Undefined when nobody could see it. */
  readonly how: Ended | undefined;
  readonly uptimeMs: number;
}

/** A worker that was born, and what it says. */
export class Worker {
  readonly record: WorkerRecord;
  readonly held: Held;
  readonly family: Membership;
  /** Resolves when it has ended, by itself or not. */
  readonly over: Promise<End>;
  /** Resolves when it asks to be replaced. */
  readonly leaving: Promise<void>;
  readonly #channel: Channel | undefined;
  #isDrained: () => void = () => {};
  #hasPreload = false;

  constructor(record: WorkerRecord, held: Held, channel: Channel | undefined) {
    this.record = record;
    this.held = held;
    this.family = familyOfWorker(record);
    this.#channel = channel;
    const beganAt = Date.parse(record.startedAt);
    this.over = untilOver(held).then((how) => ({ how, uptimeMs: Math.max(Date.now() - beganAt, 0) }));
    let leave: (() => void) | undefined;
    this.leaving = new Promise((resolve) => {
      leave = resolve;
    });
    channel?.onMessage((message) => {
      const word = wordIn(message);
      if (word === 'listening') this.#hasPreload = true;
      if (word === 'leaving') leave?.();
      if (word === 'drained') this.#isDrained();
    });
  }

  get pid(): number {
    return this.record.main.pid;
  }

  /** Has it finish what it has begun, then ends it; the answer tells whether it had to be killed. */
  async retire(drainTimeoutMs: number): Promise<Stopped> {
    const end = monotonicMs() + drainTimeoutMs;
    const left = (): number => Math.max(end - monotonicMs(), 0);
    const { stopTimeoutMs } = this.held.record.settings;
    const drained = this.#drain();
    // One that has no preload is asked by the signal itself, and may take as long.
    if (!drained) return this.stop(Math.max(drainTimeoutMs, stopTimeoutMs));
    // As the primary of Node's cluster we may have sent it a connection before we heard that it takes none: it has sent that back by
    // the time that it answers once more.
    if (await this.#within(drained, left())) await this.#within(this.#drain() ?? drained, left());
    return this.stop(stopTimeoutMs);
  }

  /** Asks it to finish what it has begun; settles when it says that it has. Undefined where it cannot be asked. */
  #drain(): Promise<void> | undefined {
    const drained = new Promise<void>((resolve) => {
      this.#isDrained = resolve;
    });
    return this.#hasPreload && this.#channel?.tell(DRAIN) ? drained : undefined;
  }

  /** One that said that it was going has time for that, and is then ended. */
  async letGo(drainTimeoutMs: number): Promise<Stopped | undefined> {
    const isOver = await this.#within(this.over, drainTimeoutMs);
    const left = isOver && findMembers(this.family).length === 0;
    return left ? undefined : this.stop(this.held.record.settings.stopTimeoutMs);
  }

  /** Asks it, and all that it has started, to end, and insists. */
  stop(timeoutMs: number): Promise<Stopped> {
    const { stopSignal: signal } = this.held.record.settings;
    return stop(() => findMembers(this.family), { signal, timeoutMs });
  }

  /** Whether something came before its end, and before so long. */
  async #within(something: Promise<unknown>, ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, ms, false);
    });
    try {
      return await Promise.race([something.then(() => true), this.over.then(() => true), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What is left of one that has ended. */
export const removeTraces = ({ request, store }: CrewCharge, { record }: Worker): void => {
  const { alive, exit } = legacyOfWorker(store, request.name, record.run);
  removeFile(alive);
  removeFile(exit);
};

/** Tells of the end of one that another has replaced, or that was too many. */
export const noteRetired = (
  { request, store }: CrewCharge,
  { record: { id: worker }, pid }: Worker,
  { how, uptimeMs }: End,
  killed: boolean,
): void =>
  note(store, request.name, {
    type: 'retired',
    worker,
    pid,
    how: how === undefined ? null : describeEnded(how),
    uptimeMs,
    killed,
  });
