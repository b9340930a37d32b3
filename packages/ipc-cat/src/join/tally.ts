/** What one direction has come to. */
export interface Tally {
  readonly bytes: number;
  readonly messages: number;
  /** Read, and not accepted by the other side yet. */
  readonly pending: number;
  add(bytes: number, messages?: number): void;
  accept(bytes: number): void;
}

export const newTally = (): Tally => {
  let [bytes, messages, accepted] = [0, 0, 0];
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
    add: (more, count = 0) => {
      bytes += more;
      messages += count;
    },
    accept: (more) => {
      accepted += more;
    },
  };
};
