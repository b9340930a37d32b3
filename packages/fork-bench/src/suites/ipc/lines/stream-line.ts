import type { Readable, Writable } from 'node:stream';
import { frameOf, frameReader, lineReader } from '../frames.ts';
import { bytesFor, textFor } from '../message.ts';
import { type Line, listeners } from './line.ts';

/** Lines of JSON over two pipes; each is made and read anew, as with real ones. */
export const jsonLine = (input: Readable, output: Writable): Line => {
  const { all, onBack, onReady } = listeners();
  const take = lineReader((line) => {
    JSON.parse(line);
    all.back();
  });
  input.on('data', take);
  output.on('drain', () => all.ready());
  return {
    ball: (kind, size) => {
      const text = textFor(kind, size);
      return () => output.write(`${JSON.stringify(text)}\n`);
    },
    onBack,
    onReady,
  };
};

/** Bytes with their length in front over a socket. */
export const frameLine = (socket: Readable & Writable): Line => {
  const { all, onBack, onReady } = listeners();
  socket.on(
    'data',
    frameReader(() => all.back()),
  );
  socket.on('drain', () => all.ready());
  return {
    ball: (kind, size) => {
      const message = bytesFor(kind, size);
      return () => socket.write(frameOf(message));
    },
    onBack,
    onReady,
  };
};
