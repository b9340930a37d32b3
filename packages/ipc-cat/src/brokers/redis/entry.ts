/** An entry of a stream as a message. */
import { FIELD } from './stream-writer.ts';
import type { Reply } from './wire.ts';

export interface Entry {
  readonly id: string;
  readonly payload: Buffer;
  /** What it takes in memory. */
  readonly bytes: number;
}

type Fields = readonly Buffer[];

/** Another program's entry: all its fields, as a JSON object. */
const asJson = (fields: Fields): Buffer => {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) pairs.push([String(fields[at]), String(fields[at + 1])]);
  return Buffer.from(JSON.stringify(Object.fromEntries(pairs)));
};

/** What `XADD KEY * data MESSAGE` left is the message; any other entry is told as an object. */
const payloadOf = (fields: Fields): Buffer =>
  fields.length === 2 && fields[0]?.toString() === FIELD && fields[1] !== undefined ? fields[1] : asJson(fields);

/** Entries, and the ids of those that are not there any more: deleted, or trimmed away. */
export interface Entries {
  readonly entries: readonly Entry[];
  readonly missing: readonly string[];
}

/** From `[[id, [field, value, …]], …]`; whose fields are null is missing. Redis 6.2 has null for the whole entry, without its id. */
export const entriesOf = (reply: Reply | undefined): Entries => {
  const entries: Entry[] = [];
  const missing: string[] = [];
  for (const pair of (reply ?? []) as readonly (readonly [Buffer, Fields | null] | null)[]) {
    if (pair === null) continue;
    const [id, fields] = pair;
    if (fields === null) missing.push(id.toString());
    else
      entries.push({
        id: id.toString(),
        payload: payloadOf(fields),
        bytes: fields.reduce((sum, { length }) => sum + length, 0),
      });
  }
  return { entries, missing };
};

/** Of XREAD and XREADGROUP with one stream: `[[key, entries]]`, or null when nothing came in time. */
export const readEntriesOf = (reply: Reply | undefined): Entries => {
  const [stream] = (reply ?? []) as readonly (readonly [Buffer, Reply])[];
  return entriesOf(stream?.[1]);
};

export const bytesOf = (entries: readonly Entry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0);
