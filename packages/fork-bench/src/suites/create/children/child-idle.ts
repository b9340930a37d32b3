// Says that it is there, and does nothing more until its parent is gone. One without a channel cannot know, and leaves
// after a minute; it is killed long before.
import { writeSync } from 'node:fs';

const MINUTE_MS = 60_000;

if (process.send === undefined) {
  setTimeout(() => {}, MINUTE_MS);
  try {
    writeSync(1, 'x');
  } catch {} // nobody hears any more
} else {
  process.on('message', () => {});
  process.send('x', () => {}); // who has gone hears nothing; without the callback that would be thrown
}
