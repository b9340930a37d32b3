/** What JetStream tells about a message in the subject that it is acknowledged at. */
export interface Delivery {
  /** How often it has been delivered, this time included. */
  readonly count: number;
  /** Its number in the stream, from 1. */
  readonly sequence: number;
  /** The same for each delivery of the same message, also when the stream was made anew in between. */
  readonly key: string;
}

/**
 * `$JS.ACK.<stream>.<consumer>.<count>.<sequence>.<consumer's sequence>.<time>.<pending>`, since 2.10 with a domain and a
 * hash before the stream. Undefined for any other. (ADR-15 of nats-architecture-and-design)
 */
export const deliveryOf = (reply: string): Delivery | undefined => {
  const tokens = reply.split('.');
  if (tokens[0] !== '$JS' || tokens[1] !== 'ACK') return undefined;
  const [count, sequence, , time] = tokens.slice(tokens.length === 9 ? 4 : 6);
  if (count === undefined || sequence === undefined || time === undefined) return undefined;
  return { count: Number(count), sequence: Number(sequence), key: `${sequence}.${time}` };
};

const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/** When a message that was refused comes again: at once the first time, then later each time. */
export const refusalDelayMs = (count: number): number =>
  count <= 1 ? 0 : Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(count - 2, 20));
