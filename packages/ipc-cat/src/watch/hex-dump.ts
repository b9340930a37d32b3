/** Bytes for people: offset, sixteen bytes, and what of them is text. hexdump(1) -C */
const ROW_BYTES = 16;
const DIGITS = Buffer.from('0123456789abcdef');
const [SPACE, DOT, BAR, NEWLINE] = [0x20, 0x2e, 0x7c, 0x0a];
const [FIRST_PRINTABLE, LAST_PRINTABLE] = [0x20, 0x7e];

/** Sixteen bytes in two halves, and a gap. */
const HEX_COLUMNS = ROW_BYTES * 3 + 1 + 2;
/** With both bars and the newline. */
const ROW_COLUMNS = HEX_COLUMNS + ROW_BYTES + 3;
/** An offset of more than 4 GiB needs more than eight digits; 2^53 has fourteen. */
const LONGEST_OFFSET = 14;

/** Writes one row at `at`; answers where it ends. One byte after the other, as strings are five times as slow. */
const writeRow = (dump: Buffer, at: number, bytes: Buffer, from: number): number => {
  const count = Math.min(ROW_BYTES, bytes.length - from);
  const text = at + HEX_COLUMNS;
  dump.fill(SPACE, at, text);
  dump[text] = BAR;
  for (let index = 0; index < count; index += 1) {
    const byte = bytes[from + index] as number;
    const hex = at + 1 + index * 3 + (index >= ROW_BYTES / 2 ? 1 : 0);
    dump[hex] = DIGITS[byte >> 4] as number;
    dump[hex + 1] = DIGITS[byte & 15] as number;
    dump[text + 1 + index] = byte >= FIRST_PRINTABLE && byte <= LAST_PRINTABLE ? byte : DOT;
  }
  dump[text + count + 1] = BAR;
  dump[text + count + 2] = NEWLINE;
  return text + count + 3;
};

/** Each row begins with `mark`; `offset` is that of the first byte. */
export const hexDump = (bytes: Buffer, offset: number, mark: string): Buffer => {
  const rows = Math.ceil(bytes.length / ROW_BYTES);
  const dump = Buffer.allocUnsafe(rows * (mark.length + 2 + LONGEST_OFFSET + ROW_COLUMNS));
  let at = 0;
  for (let from = 0; from < bytes.length; from += ROW_BYTES) {
    at += dump.write(`${mark} ${(offset + from).toString(16).padStart(8, '0')} `, at, 'latin1');
    at = writeRow(dump, at, bytes, from);
  }
  return dump.subarray(0, at);
};
