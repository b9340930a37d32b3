/** A frame that is not handed on. */
export interface BadFrame {
  /** `over-limit`: it has to be refused before its length is known, which breaks the connection. */
  readonly why: 'too-long' | 'not-json' | 'cut-off' | 'over-limit' | 'reserved' | 'not-tagged' | 'unreadable';
  /** Bytes from the beginning of the stream; left out by those who no longer see the stream. */
  readonly position?: number;
  /** Bytes of it, as far as they are known. */
  readonly length: number;
}

export type OnBadFrame = (bad: BadFrame) => void;
