/** A frame that is not handed on. Positions are bytes from the beginning of the stream. */
export interface BadFrame {
  readonly why: 'too-long' | 'not-json' | 'cut-off' | 'reserved';
  readonly position: number;
  /** Bytes of it, as far as they are known. */
  readonly length: number;
}

export type OnBadFrame = (bad: BadFrame) => void;
