/** Bytes for people: offset, sixteen bytes, and what of them is text. hexdump(1) -C */
const ROW_BYTES = 16;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const [FIRST_PRINTABLE, LAST_PRINTABLE] = [0x20, 0x7e];
const TEXT = Array.from({ length: 256 }, (_, byte) =>
  byte >= FIRST_PRINTABLE && byte <= LAST_PRINTABLE ? String.fromCharCode(byte) : '.',
);
/** Sixteen bytes in two halves. */
const COLUMNS = ROW_BYTES * 3 + 1;

const row = (bytes: Buffer, from: number): string => {
  let [hex, text] = ['', ''];
  for (let at = from; at < Math.min(from + ROW_BYTES, bytes.length); at += 1) {
    const byte = bytes[at] as number;
    hex += at - from === ROW_BYTES / 2 ? `  ${HEX[byte]}` : ` ${HEX[byte]}`;
    text += TEXT[byte];
  }
  return `${hex.padEnd(COLUMNS)}  |${text}|`;
};

/** Each row begins with `mark`; `offset` is that of the first byte. */
export const hexDump = (bytes: Buffer, offset: number, mark: string): string => {
  let dump = '';
  for (let from = 0; from < bytes.length; from += ROW_BYTES) {
    dump += `${mark} ${(offset + from).toString(16).padStart(8, '0')} ${row(bytes, from)}\n`;
  }
  return dump;
};
