// A helper of the dash engine that is to end in the moment in which it is there, and we do not know it yet.
import { existsSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { dashFile, errorCode } from '@proctools/core';
import { expect, test } from 'vitest';
import { dashEngine } from '../../packages/xspawn/src/each/engine/dash/dash-engine.ts';
import { openPipes, type Pipe } from '../../packages/xspawn/src/each/engine/dash/pipes.ts';
import type { Try } from '../../packages/xspawn/src/each/engine/engine.ts';
import { scene } from '../rig/scene.ts';
import { DEADLINE_MS } from '../rig/until.ts';
import { defaults } from './job-runner.ts';
import { sh } from './job-runs.ts';

/** Waits, and lets nothing else happen meanwhile, until the pipe holds a line; it stays there. */
const holdsLine = ({ read, write }: Pipe): void => {
  const end = performance.now() + DEADLINE_MS;
  const bytes = Buffer.alloc(4_096);
  while (performance.now() < end) {
    try {
      writeSync(write, bytes, 0, readSync(read, bytes));
      if (bytes.includes('\n')) return;
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error;
    }
  }
  throw new Error('no line came');
};

test('what a helper was to do that was ended while it rose is given back', async () => {
  const [dash, pipes] = [dashFile(), openPipes(2)];
  if (!dash || !pipes) throw new Error('there is no dash, or no mkfifo');
  const ran = path.join(scene().work, 'ran');
  const events: string[] = [];
  const note = (event: string) => () => void events.push(event);
  let hasRoom = (): void => {};
  const room = new Promise<void>((resolve) => {
    hasRoom = resolve;
  });
  const engine = dashEngine<Try>(
    { dash, pipes },
    { ...defaults(), slots: 1 },
    {
      began: note('began'),
      output: note('output'),
      ended: note('ended'),
      givenBack: note('given back'),
      room: hasRoom,
    },
  );
  const command = sh('>"$1"', ran);
  engine.give({ job: { number: 1, inputs: [], command: () => command }, slot: 1, command });
  for (const pipe of pipes) holdsLine(pipe);
  engine.end('SIGTERM');
  await room;
  await engine.close();
  expect(events).toEqual(['given back']);
  expect(existsSync(ran)).toBe(false);
});
