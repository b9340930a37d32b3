/** A connection that is no descriptor (TLS, WebSocket), served by a command: what passes goes through us. */
import type { CommandLine, Ended } from '@proctools/core';
import type { ByteEnd, End } from '../endpoint.ts';
import { openExec } from '../endpoints/exec.ts';
import { asMessages } from '../frames/as-messages.ts';
import type { Limits } from '../frames/cutter.ts';
import { join, type Pair } from '../join/join.ts';
import type { Served } from './children.ts';

const pairOf = (connection: End, command: ByteEnd, limits: Limits): Pair =>
  connection.unit === 'bytes'
    ? { unit: 'bytes', first: connection, second: command }
    : { unit: 'messages', first: connection, second: asMessages(command, 'lines', limits, () => {}) };

/** Starts the command and joins the two; each end of the data is passed on. */
export const serveThrough = async (connection: End, command: CommandLine, limits: Limits): Promise<Served> => {
  const child = await openExec(connection.name, command, { reader: true, writer: true });
  const joined = join(pairOf(connection, child, limits), { there: true, back: true, lingerMs: undefined });
  const finish = async (): Promise<Ended> => {
    await joined.ended;
    await child.hangUp?.();
    const end = (await child.child) ?? { exited: 0 };
    await connection.close();
    return end;
  };
  let isTold = false;
  const signal = (name: NodeJS.Signals): void => {
    child.signal?.(name);
    // Told to end, it has nothing more to say once it has: others may hold its streams, or not take what it said.
    if (!isTold) void child.child?.then(joined.giveUp, joined.giveUp);
    isTold = true;
  };
  return { ended: finish(), signal };
};
