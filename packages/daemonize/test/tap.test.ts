import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { within } from '../../../test/rig/until.ts';
import { openTap, type Tap } from '../src/logger/tap.ts';

const fifo = (): string => {
  const file = path.join(directory(), 'fifo');
  execFileSync('mkfifo', [file]);
  return file;
};

/** A tap, and what has come out of it. */
const listening = (file: string): { readonly tap: Tap; readonly text: () => string } => {
  let text = '';
  const tap = openTap(file, (bytes) => {
    text += bytes.toString('latin1');
  });
  return { tap, text: () => text };
};

const ended = (tap: Tap): Promise<void> => within(tap.ended, () => 'the tap ends');

test('it hands over what is written, until the last writer has gone', async () => {
  const file = fifo();
  const writers = [openSync(file, constants.O_RDWR), openSync(file, constants.O_RDWR)];
  const { tap, text } = listening(file);
  for (const writer of writers) {
    writeSync(writer, 'some\n');
    closeSync(writer);
  }
  await ended(tap);
  expect(text()).toBe('some\nsome\n');
});

test('it ends as well when the last writer had gone before it was opened', async () => {
  const file = fifo();
  const writer = openSync(file, constants.O_RDWR);
  const keeper = openSync(file, constants.O_RDONLY); // or what is in it would be gone, too
  writeSync(writer, 'left\n');
  closeSync(writer);
  const { tap, text } = listening(file);
  await ended(tap);
  closeSync(keeper);
  expect(text()).toBe('left\n');
});

test('it can be emptied at once', async () => {
  const file = fifo();
  const writer = openSync(file, constants.O_RDWR);
  const { tap, text } = listening(file);
  writeSync(writer, 'now\n');
  tap.empty();
  expect(text()).toBe('now\n');
  closeSync(writer);
  await ended(tap);
});
