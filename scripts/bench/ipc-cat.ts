// What passes through ipc-cat, and how fast, beside what does the same.
import { messages } from './ipc-cat/messages.ts';
import { relay } from './ipc-cat/relay.ts';
import { throughput } from './ipc-cat/throughput.ts';
import { ourIpcCat } from './ours.ts';
import { inWorkshop } from './workshop.ts';

const PARTS = ['throughput', 'messages', 'relay'];
const GIBIBYTES = 4;
const MESSAGES = 1_000_000;

/** `[throughput [GIB]] [messages] [relay]`: the parts to measure, all without one. */
export const ipcCat = (operands: readonly string[]): Promise<void> =>
  inWorkshop(async (workshop) => {
    const named = operands.filter((operand) => PARTS.includes(operand));
    const wants = (part: string): boolean => named.length === 0 || named.includes(part);
    const size = Number(operands.find((operand) => /^\d+$/.test(operand)) ?? GIBIBYTES);
    const built = ourIpcCat();
    if (built === undefined) return;
    if (wants('throughput')) await throughput(built, size);
    if (wants('messages')) await messages(built, MESSAGES, workshop);
    if (wants('relay')) await relay(built, workshop);
  });
