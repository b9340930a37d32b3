/** What one direction has come to. */
export interface Tally {
  readonly bytes: number;
  readonly messages: number;
  /** Read, and not accepted by the other side yet. */
  readonly pending: number;
  /** Messages that were left out. */
  readonly dropped: number;
  add(bytes: number, messages?: number): void;
  accept(bytes: number): void;
  drop(messages: number): void;
}

export const newTally = (): Tally => {
  let [bytes, messages, accepted, dropped] = [0, 0, 0, 0];
  return {
    get bytes() {
      return bytes;
    },
    get messages() {
      return messages;
    },
    get pending() {
      return bytes - accepted;
    },
    get dropped() {
      return dropped;
    },
    add: (more, count = 0) => {
      bytes += more;
      messages += count;
    },
    accept: (more) => {
      accepted += more;
    },
    drop: (more) => {
      dropped += more;
    },
  };
};
