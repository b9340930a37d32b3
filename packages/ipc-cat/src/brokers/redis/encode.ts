import type { Command } from './wire.ts';

/** Commands as Redis wants them: arrays of strings with their lengths. https://redis.io/docs/latest/develop/reference/protocol-spec */
export const encode = (commands: readonly Command[]): Buffer => {
  const pieces: Buffer[] = [];
  let text = '';
  for (const command of commands) {
    text += `*${command.length}\r\n`;
    for (const part of command) {
      if (typeof part === 'string') {
        text += `$${Buffer.byteLength(part)}\r\n${part}\r\n`;
      } else {
        pieces.push(Buffer.from(`${text}$${part.length}\r\n`), part);
        text = '\r\n';
      }
    }
  }
  return Buffer.concat([...pieces, Buffer.from(text)]);
};
