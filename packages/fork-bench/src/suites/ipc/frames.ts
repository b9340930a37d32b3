/** Messages in a stream of bytes: with their length in front (four bytes, big-endian), or a line each. */

const HEAD_BYTES = 4;

/** The message with its length in front. */
export const frameOf = (message: Uint8Array): Buffer => {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + message.length);
  frame.writeUInt32BE(message.length);
  frame.set(message, HEAD_BYTES);
  return frame;
};

/** The message of a frame. */
export const messageIn = (frame: Buffer): Buffer => frame.subarray(HEAD_BYTES);

/** The bytes that have come and make no whole yet: joined only once they do, as joining copies. */
const remainder = () => {
  let chunks: Buffer[] = [];
  let length = 0;
  return {
    length: () => length,
    add: (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.length;
    },
    take: (): Buffer => {
      const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length);
      chunks = [];
      length = 0;
      return all;
    },
  };
};

/** Takes chunks of a stream; calls with each frame once it is whole, length included. */
export const frameReader = (onFrame: (frame: Buffer) => void): ((chunk: Buffer) => void) => {
  const left = remainder();
  let wanted = HEAD_BYTES;
  return (chunk) => {
    left.add(chunk);
    if (left.length() < wanted) return;
    const bytes = left.take();
    let at = 0;
    wanted = HEAD_BYTES;
    for (; bytes.length - at >= HEAD_BYTES; at += wanted, wanted = HEAD_BYTES) {
      wanted = HEAD_BYTES + bytes.readUInt32BE(at);
      if (bytes.length - at < wanted) break;
      onFrame(bytes.subarray(at, at + wanted));
    }
    if (at < bytes.length) left.add(bytes.subarray(at));
  };
};

const NEWLINE = 0x0a;

/** Takes chunks of a stream; calls with each line once it is whole, without its end. */
export const lineReader = (onLine: (line: string) => void): ((chunk: Buffer) => void) => {
  const left = remainder();
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      left.add(chunk.subarray(from, end));
      from = end + 1;
      onLine(left.take().toString());
    }
    if (from < chunk.length) left.add(chunk.subarray(from));
  };
};
