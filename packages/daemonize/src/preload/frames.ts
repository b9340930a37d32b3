/** Follows what a server writes to a WebSocket: the HTTP response, then frames (RFC 6455, 5.2). */
export interface Frames {
  /** Takes the next bytes that were written. */
  follow(bytes: Uint8Array): void;
  /** Whether the response was a 101 and no frame is in the middle: here a frame of ours may come in between. */
  readonly isBetween: boolean;
}

const HEAD_END = '\r\n\r\n';
const LONGEST_HEAD = 65_536;

/** How many bytes the frame has that begins so, its head with it; undefined as long as its head is not whole. */
const lengthOf = (head: readonly number[]): number | undefined => {
  const [, second] = head;
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const [extra, masked] = [short === 126 ? 2 : short === 127 ? 8 : 0, second & 0x80 ? 4 : 0];
  if (head.length < 2 + extra) return undefined;
  const long = head.slice(2, 2 + extra).reduce((sum, byte) => sum * 256 + byte, 0);
  return 2 + extra + masked + (extra === 0 ? short : long);
};

/** Follows one WebSocket from its upgrade on. */
export const followFrames = (): Frames => {
  let response = '';
  let [hasResponded, isWebSocket] = [false, false];
  let head: number[] = [];
  let left = 0; // of a frame whose length is known
  const followHead = (bytes: Uint8Array): Uint8Array => {
    const before = response.length;
    response += Buffer.from(bytes).toString('latin1');
    const end = response.indexOf(HEAD_END);
    if (end === -1 && response.length <= LONGEST_HEAD) return new Uint8Array();
    isWebSocket = /^HTTP\/1\.1 101 /.test(response) && /^upgrade:\s*websocket\s*$/im.test(response.slice(0, end));
    hasResponded = true;
    return bytes.subarray(end + HEAD_END.length - before);
  };
  const followFrame = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; ) {
      if (left > 0) {
        const passed = Math.min(left, bytes.length - at);
        [left, at] = [left - passed, at + passed];
        continue;
      }
      head.push(bytes[at] as number);
      at += 1;
      const length = lengthOf(head);
      if (length === undefined) continue;
      left = length - head.length;
      head = [];
    }
  };
  return {
    follow: (bytes) => {
      const rest = hasResponded ? bytes : followHead(bytes);
      if (isWebSocket) followFrame(rest);
    },
    get isBetween() {
      return isWebSocket && left === 0 && head.length === 0;
    },
  };
};
