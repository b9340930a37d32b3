import { isUtf8 } from 'node:buffer';

/** Text whose characters are bytes (latin1), since inputs and operands need not be UTF-8. */
export type Bytes = string;

/** The bytes of a text, as an operand on our command line has them. */
export const bytesOf = (text: string): Bytes => (isAscii(text) ? text : Buffer.from(text).toString('latin1'));

const isAscii = (text: string): boolean => !/[\x80-\uffff]/.test(text);

/** The text that the bytes are; undefined when they are not UTF-8. */
export const textOf = (bytes: Bytes): string | undefined => {
  if (isAscii(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString() : undefined;
};

/** For people, who can do without what is not UTF-8. */
export const textNearest = (bytes: Bytes): string => textOf(bytes) ?? Buffer.from(bytes, 'latin1').toString();
