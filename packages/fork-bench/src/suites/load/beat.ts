/** How a metronome beats, from its start on. */
export interface Beat {
  readonly intervalMs: number;
  /** An Int32: it stops once that is no longer 0. */
  readonly stop: SharedArrayBuffer;
}
