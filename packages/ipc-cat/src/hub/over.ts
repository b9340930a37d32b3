/** When it is over among many: decided from who is there and who may still come. */
export interface Presence {
  /** Members that speak; `counts`: it ends by itself some time, and is no broker and nobody who types. */
  readonly speakers: readonly { readonly id: number; readonly counts: boolean }[];
  readonly hearers: readonly number[];
  /** Somebody who speaks, or hears, may still come. */
  readonly speakerMayCome: boolean;
  readonly hearerMayCome: boolean;
  /** One that spoke has ended. */
  readonly someEnded: boolean;
}

export type Over = 'all-said' | 'nobody-hears' | undefined;

/** Whether there is anything left to wait for. */
export const overFor = ({ hearerMayCome, hearers, someEnded, speakerMayCome, speakers }: Presence): Over => {
  if (!speakerMayCome && someEnded && !speakers.some(({ counts }) => counts)) return 'all-said';
  const isHeard = speakers.some(({ id }) => hearers.some((hearer) => hearer !== id));
  if (!hearerMayCome && !isHeard && !(speakerMayCome && hearers.length > 0)) return 'nobody-hears';
  return undefined;
};

/** Who has heard all there will ever be: nobody else speaks, or may come to. */
export const whoHeardAll = ({ hearers, speakerMayCome, speakers }: Presence): readonly number[] =>
  speakerMayCome ? [] : hearers.filter((hearer) => !speakers.some(({ id }) => id !== hearer));
