/** A frame that is not handed on. */
export interface BadFrame {
  readonly why: 'too-long' | 'not-json' | 'cut-off' | 'reserved' | 'not-tagged' | 'unreadable';
  /** Bytes from the beginning of the stream; left out by those who no longer see the stream. */
  readonly position?: number;
  /** Bytes of it, as far as they are known. */
  readonly length: number;
}

export type OnBadFrame = (bad: BadFrame) => void;
