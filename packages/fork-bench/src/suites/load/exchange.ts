/** As much of HTTP/1.1 as our own servers speak: a GET, and an answer that says how long it is. RFC 9112 */

/** The bytes of a request. */
export const requestFor = (path: string, isKeepAlive: boolean): Buffer =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${isKeepAlive ? '' : 'Connection: close\r\n'}\r\n`, 'latin1');

const HEAD_END = '\r\n\r\n';

/** How long the answer is that begins these bytes, its head included; undefined while its head is not complete. Throws at anything but an answer that is fine. */
export const answerLength = (received: Buffer): number | undefined => {
  const end = received.indexOf(HEAD_END, 0, 'latin1');
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200') || length === undefined)
    throw new Error(`answered with ${head.split('\r\n')[0]}`);
  return end + HEAD_END.length + Number(length);
};
