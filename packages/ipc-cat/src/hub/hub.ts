/** Members that come and go, and hear each other. Each is there until it neither speaks nor hears any more. */
import type { End, Reader } from '../endpoint.ts';
import { drain } from '../join/drain.ts';
import type { Exchange, Hearer } from './broadcast.ts';
import { change } from './change.ts';
import type { HubEvent } from './hub-event.ts';
import { type Balance, type Member, memberOf } from './member.ts';
import { type Over, overFor, type Presence, whoHeardAll } from './over.ts';
import type { Place } from './plan-hub.ts';
import type { Sink } from './sink.ts';
import type { Said } from './source.ts';
import { speak } from './speak.ts';

/** How often it is looked whether those have left who have nothing more to say: no event tells that. */
const LOOK_MS = 250;

export interface HubSettings {
  readonly exchange: Exchange;
  readonly limitBytes: number;
  readonly tell: (event: HubEvent) => void;
  /** What is read from an end; `onStrict`: something bad came, and that was to be its last. */
  readonly sourceOf: (end: End, onStrict: () => void) => Reader<Said> | undefined;
  /** That came from one that was named on the command line. */
  readonly onStrict: () => void;
  readonly sinkOf: (end: End) => Sink | undefined;
  /** What somebody who left had not accepted. */
  readonly takeBack: (unsent: readonly Buffer[]) => void;
  /** Nothing is read before there is somebody to hear it. */
  readonly waitsForHearer: boolean;
}

/** Why it is over; `reader-gone`: nobody reads standard output any more. */
type Ending = NonNullable<Over> | 'reader-gone';

interface Newcomer {
  readonly end: End;
  readonly place: Place;
  readonly isConnection: boolean;
}

export interface Hub {
  /** Settles when it has left. */
  enter(newcomer: Newcomer): Promise<Balance>;
  /** Others may connect there, until that settles. */
  listens(place: Place, closed: Promise<unknown>): void;
  /** All that are there from the beginning are there. */
  begin(): void;
  readonly over: Promise<Ending>;
  /** Passes the end on to everybody, once all has been handed over. Settles only when they take it. */
  finish(): Promise<void>;
  /** Lets go of everybody. */
  close(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** A member, and how its hearing comes to an end. */
interface Present extends Member {
  readonly id: number;
  readonly onDeaf: () => void;
  hasHeardAll: boolean;
}

const isCounting = ({ end }: Member): boolean => end.isEndless !== true && end.isTyped !== true;

export const hubOf = ({
  exchange,
  limitBytes,
  onStrict,
  sinkOf,
  sourceOf,
  takeBack,
  tell,
  waitsForHearer,
}: HubSettings): Hub => {
  const present = new Set<Present>();
  const listeners = new Set<Place>();
  const silent = new Set<Hearer>();
  const arrival = change();
  let [ids, someEnded, hasBegun, isFinishing] = [0, false, false, false];
  let hasBeenHeard = !waitsForHearer;
  let onOver = (_: Ending): void => {};
  const over = new Promise<Ending>((resolve) => {
    onOver = resolve;
  });

  const presence = (): Presence => ({
    speakers: [...present].filter(({ source }) => source).map((one) => ({ id: one.id, counts: isCounting(one) })),
    hearers: [...present].filter(({ hearer }) => hearer).map(({ id }) => id),
    speakerMayCome: [...listeners].some(({ speaks }) => speaks),
    hearerMayCome: [...listeners].some(({ hears }) => hears),
    someEnded,
  });
  const turnDeaf = (one: Present): void => {
    if (one.hearer) {
      exchange.remove(one.hearer);
      silent.delete(one.hearer);
    }
    one.hearer = undefined;
    one.onDeaf();
    review();
  };
  const passEnd = async (one: Present): Promise<void> => {
    if (one.hasHeardAll || !one.hearer) return;
    one.hasHeardAll = true;
    const { outbox } = one.hearer;
    await outbox.flushed();
    await outbox.end().catch(() => {});
    turnDeaf(one);
  };
  const review = (): void => {
    if (!hasBegun || isFinishing) return;
    const now = presence();
    const isOver = overFor(now);
    if (isOver) onOver(isOver);
    const done = whoHeardAll(now);
    for (const one of present) if (done.includes(one.id)) void passEnd(one);
  };

  const timer = setInterval(() => {
    for (const { outbox } of silent) outbox.look();
  }, LOOK_MS);
  timer.unref();

  /** Of one that was named; the trouble of others is their own. */
  const tellTrouble = ({ balance: { isConnection, name, trouble } }: Present): void => {
    if (!isConnection && trouble !== undefined) tell({ type: 'broke', name, why: trouble });
  };
  const say = async (one: Present, { speaks }: Place): Promise<void> => {
    const { end, source } = one;
    if (source) {
      while (!hasBeenHeard && !isFinishing) await arrival.next();
      await speak(one, source, exchange);
      someEnded = true;
      one.source = undefined;
      tellTrouble(one);
    } else if (!speaks && end.reader) await drain(end.reader);
    if (one.hearer) silent.add(one.hearer);
    review();
  };
  const admit = ({ end, isConnection, place }: Newcomer, onDeaf: () => void): Present => {
    ids += 1;
    let isCut = false;
    const cut = (why: 'bad-frame' | 'slow') => (): void => {
      if (isCut) return;
      isCut = true;
      one.balance.trouble ??= 'cut off';
      tell({ type: 'member-cut-off', name: end.name, why });
      void end.close();
    };
    const deafen = (unsent: readonly Buffer[]): void => {
      if (!isConnection && end.child === undefined && !one.hasHeardAll && !isFinishing) {
        one.balance.trouble ??= 'went away before the end';
        if (end.name === '-') onOver('reader-gone');
        else tellTrouble(one);
      }
      turnDeaf(one);
      takeBack(unsent);
    };
    const member = memberOf(
      {
        end,
        isConnection,
        limitBytes,
        sink: place.hears ? sinkOf(end) : undefined,
        source: place.speaks ? sourceOf(end, isConnection ? cut('bad-frame') : onStrict) : undefined,
      },
      { tell, onRoom: exchange.room.tell, onDeaf: deafen, onCut: cut('slow') },
    );
    const one: Present = Object.assign(member, { id: ids, onDeaf, hasHeardAll: false });
    return one;
  };
  /** A child may have a lot to do with what it was given. */
  const letGo = async ({ end, balance: { trouble } }: Present): Promise<void> => {
    if (end.child && trouble === undefined) {
      await end.hangUp?.();
      await end.child.catch(() => {});
    }
    await end.close();
  };

  return {
    over,
    listens: (place, closed) => {
      listeners.add(place);
      void closed.then(() => {
        listeners.delete(place);
        review();
      });
    },
    begin: () => {
      hasBegun = true;
      review();
    },
    enter: async (newcomer) => {
      let onDeaf = (): void => {};
      const deaf = new Promise<void>((resolve) => {
        onDeaf = resolve;
      });
      const one = admit(newcomer, onDeaf);
      present.add(one);
      if (one.hearer) exchange.add(one.hearer);
      else onDeaf();
      hasBeenHeard ||= one.hearer !== undefined;
      arrival.tell();
      await Promise.all([say(one, newcomer.place), deaf]);
      await letGo(one);
      present.delete(one);
      review();
      return one.balance;
    },
    finish: async () => {
      isFinishing = true;
      arrival.tell();
      for (const { source } of present) source?.cancel();
      await exchange.settled();
      await Promise.all([...present].map(passEnd));
    },
    close: async () => {
      clearInterval(timer);
      isFinishing = true;
      arrival.tell();
      exchange.stop();
      for (const { source } of present) source?.cancel();
      await Promise.all([...present].map(({ end }) => end.close()));
    },
    signal: (signal) => {
      for (const { end } of present) end.signal?.(signal);
    },
  };
};
