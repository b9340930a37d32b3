import type { ChildProcess, SendHandle } from 'node:child_process';
import { bytesFor, textFor } from '../message.ts';
import { type Line, listeners } from './line.ts';

/**
 * Messages over the channel of a child. `process.send` tells nothing when its queue is short again, so what came back counts as that:
 * the other end acknowledges before the queue counts as full.
 */
export const processLine = (child: ChildProcess, serialization: 'json' | 'advanced'): Line => {
  const { all, onBack, onReady } = listeners();
  child.on('message', () => {
    all.ready();
    all.back();
  });
  return {
    ball: (kind, size) => {
      // What each is for: a Buffer becomes an array of numbers in JSON.
      const message = serialization === 'json' ? textFor(kind, size) : Buffer.from(bytesFor(kind, size));
      return () => child.send(message as string);
    },
    onBack,
    onReady,
  };
};

/**
 * The same with a handle in each message. Node sends one at a time, the next after the child has confirmed it, and says
 * false for all that wait: only the window bounds them.
 */
export const handleLine = (child: ChildProcess, handle: SendHandle): Line => {
  const { all, onBack, onReady } = listeners();
  child.on('message', () => all.back());
  return {
    ball: (kind, size) => {
      const message = textFor(kind, size);
      return () => {
        child.send(message, handle);
        return true;
      };
    },
    onBack,
    onReady,
  };
};
