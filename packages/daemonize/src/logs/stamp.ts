/** The time at the beginning of a line. */

const NEWLINE = 10;

/** `2026-11-26T18:35:44.123Z ` */
const stampAt = (time: Date): Buffer => Buffer.from(`${time.toISOString()} `, 'latin1');

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;

/** A line as the command wrote it. */
export const withoutStamp = (line: string): string => line.replace(STAMP, '');

/** Puts the time before each line that begins in `bytes`; `isAtStart`: whether their first byte begins one. */
export const stamped = (bytes: Buffer, isAtStart: boolean, time: Date): Buffer => {
  const stamp = stampAt(time);
  const pieces: Buffer[] = [];
  for (let from = 0, begins = isAtStart; from < bytes.length; begins = true) {
    if (begins) pieces.push(stamp);
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline < 0 ? bytes.length : newline + 1;
    pieces.push(bytes.subarray(from, to));
    from = to;
  }
  return Buffer.concat(pieces);
};
