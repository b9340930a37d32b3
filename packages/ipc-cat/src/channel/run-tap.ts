/**
 * `--tap LOG` as a parent's `execPath`: Node runs as it would without us, and we are in the middle of its channel. What passes is
 * handed on as it came, Node's own messages, too; only handles cannot pass, which Node notices by itself: the receiver says that
 * none has come.
 */
import type { Socket } from 'node:net';
import { closeSocket, piecesReader, socketWriter } from '../bytes/sockets.ts';
import type { ByteReader } from '../endpoint.ts';
import { endOf, startChild } from '../endpoints/exec.ts';
import type { Batch } from '../frames/batch.ts';
import { type Cutter, cutterFor } from '../frames/cutter.ts';
import { flow } from '../join/flow.ts';
import { moveBytes } from '../join/move-bytes.ts';
import { newTally } from '../join/tally.ts';
import type { Options } from '../plan.ts';
import { beginSession } from '../session.ts';
import { endAs } from './conclude.ts';
import { channelVariables } from './fork.ts';
import { forwardSignals } from './forward-signals.ts';
import { HANDLE, isRetransmission } from './internal.ts';
import { takeChannel } from './own-channel.ts';
import { ownHandle } from './parent.ts';
import type { ChannelPlan } from './plan-channel.ts';
import { type Direction, openTapLog, type TapLog } from './tap-log.ts';
import { type OnInternal, type Wire, wireOf } from './wire.ts';

const CHANNEL = 3;

/** v8 makes no longer text, so no message can be longer. */
const LONGEST = 512 * 1024 * 1024;

/** What a chunk of the channel says, as lines of JSON; `onInternal` hears of the rest. */
const listener =
  (cutter: Cutter, wire: Wire, onInternal: OnInternal) =>
  (bytes: Buffer): readonly string[] => {
    const frames: Batch | undefined = cutter.push(bytes);
    const batch = frames && wire.decode(frames, onInternal);
    return batch?.payloads.map(String) ?? [];
  };

/** Reads on, and writes down what it read. */
const overheard = (
  reader: ByteReader,
  listen: (bytes: Buffer) => readonly string[],
  log: TapLog,
  direction: Direction,
): ByteReader => ({
  read: async () => {
    const bytes = await reader.read();
    const lines = bytes ? listen(bytes) : [];
    if (lines.length > 0) await log.write(direction, lines);
    return bytes;
  },
  cancel: () => reader.cancel(),
});

/** The exit code; it dies by the signal that Node died of. */
export const runTap = async (
  { log: file, operands }: Extract<ChannelPlan, { type: 'tap' }>,
  options: Options,
): Promise<number> => {
  const handle = ownHandle('--tap');
  const { tell } = beginSession(options, 'passes-signals');
  const log = await openTapLog(file, tell);
  const parent = takeChannel(handle, { reads: true, isExact: false });
  const child = await startChild(
    [process.execPath, ...operands],
    ['inherit', 'inherit', 'inherit', 'pipe'],
    channelVariables(parent.serialization),
  );
  const release = forwardSignals(() => [child]);
  const end = endOf(child, process.execPath);
  const socket = child.stdio[CHANNEL] as Socket;

  const hear = async (direction: Direction) => {
    const onBad = (): void => {}; // it passes all the same
    const limits = { maxFrame: LONGEST, isStrict: false, onBad, onUnsendable: onBad };
    const wire = await wireOf(parent.serialization, limits);
    return listener(cutterFor(wire.framing, limits), wire, (message) => {
      if (message.cmd === HANDLE && !isRetransmission(message))
        tell({ type: 'internal', name: `--tap (${direction})`, command: HANDLE });
    });
  };
  const there = overheard(parent.reader, await hear('to-child'), log, 'to-child');
  const back = overheard(piecesReader(socket), await hear('from-child'), log, 'from-child');
  const toChild = flow(there, socketWriter(socket), moveBytes(newTally()));
  const fromChild = flow(back, parent.writer, moveBytes(newTally()));
  // Where the channel ends on one side, it ends on the other, too; the child may go on without it.
  void fromChild.ended.then(() => toChild.cancel());
  const ended = await end;
  await fromChild.ended;
  await toChild.ended;
  await closeSocket(socket);
  await log.close();
  release();
  return endAs(ended);
};
