// The far end, when it is a thread: `dist/child-ipc-thread.cjs`, started as a Worker of the near end.
import { parentPort, workerData } from 'node:worker_threads';
import { allowedCpus, threadId } from '../cpus.ts';
import type { Returned } from '../lines/port-line.ts';
import { marks } from '../message.ts';
import { createResponder } from '../responder.ts';
import { openRing, type RingMemory } from '../ring.ts';
import type { Hello, ThreadSpec } from '../spec.ts';

const respond = createResponder();

const tell = (message: Returned | Hello, transferred: readonly ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transferred);

const onCopies = (): void => {
  parentPort?.on('message', (message: Uint8Array) => {
    const response = respond(message[0] as number, message.length);
    if (response === 'echo') tell(message);
    if (response === 'acknowledge') tell(null);
  });
};

const onTransferred = (): void => {
  let kept: Uint8Array[] = [];
  parentPort?.on('message', (message: Uint8Array) => {
    kept.push(message);
    if (respond(message[0] as number, message.length) === undefined) return;
    tell(
      kept,
      kept.map((one) => one.buffer as ArrayBuffer),
    );
    kept = [];
  });
};

/** Hears nothing but the rings until it is told that there is no more. */
const serveRings = ([thereMemory, backMemory]: readonly [RingMemory, RingMemory]): void => {
  const [there, back] = [openRing(thereMemory), openRing(backMemory)];
  const message = new Uint8Array(thereMemory.size);
  for (;;) {
    there.pop(message);
    if (message[0] === marks.echo) back.push(message);
    if (message[0] === marks.end) return;
  }
};

const spec = workerData as ThreadSpec;
tell({ cpus: allowedCpus(), threadId: threadId() });
switch (spec.type) {
  case 'copy':
    onCopies();
    break;
  case 'transfer':
    onTransferred();
    break;
  case 'shared':
    spec.rings.forEach(serveRings);
}
