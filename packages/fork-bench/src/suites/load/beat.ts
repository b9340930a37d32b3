/** When a metronome beats: so many times, from its start on. */
export interface Beat {
  readonly intervalMs: number;
  readonly count: number;
}
