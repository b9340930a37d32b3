/** What a reader of a consumer group asks for next. */

/** In milliseconds of a monotonic clock. */
export interface GroupState {
  /** Behind which id our own pending entries are still to be read; undefined once all were. */
  readonly pendingFrom: string | undefined;
  /** Entries that were refused, and when they are to come again. */
  readonly refused: ReadonlyMap<string, number>;
  /** When it is time to look for what dead consumers have left. */
  readonly claimAtMs: number;
  /** Where that search goes on; `0-0` for the beginning. */
  readonly claimFrom: string;
}

export type GroupStep =
  | { readonly type: 'pending'; readonly from: string }
  | { readonly type: 'refused'; readonly ids: readonly string[] }
  | { readonly type: 'claim'; readonly from: string }
  | { readonly type: 'new'; readonly blockMs: number };

/** So long a wait for new entries may keep a refused one, that was not known when it began, from coming again. */
const LONGEST_BLOCK_MS = 1000;

/** How many refused entries are asked for at once. */
const AT_ONCE = 100;

/** What we left comes first, then what was refused, then what others left, then what is new. */
export const planGroupStep = ({ claimAtMs, claimFrom, pendingFrom, refused }: GroupState, nowMs: number): GroupStep => {
  if (pendingFrom !== undefined) return { type: 'pending', from: pendingFrom };
  const due = [...refused].filter(([, atMs]) => atMs <= nowMs).map(([id]) => id);
  if (due.length > 0) return { type: 'refused', ids: due.slice(0, AT_ONCE) };
  if (claimAtMs <= nowMs) return { type: 'claim', from: claimFrom };
  const nextMs = Math.min(claimAtMs, ...refused.values());
  return { type: 'new', blockMs: Math.max(1, Math.min(LONGEST_BLOCK_MS, Math.ceil(nextMs - nowMs))) };
};
