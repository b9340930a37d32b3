/**
 * `--ipc`: Node's channel on the child, bridged to our standard streams. On the wire it is what it is here, a line of
 * JSON for each message, so lines are handed over as they are. The end of our input is the end of our half: the child sees
 * `disconnect`, after all the messages before.
 */
import type { Duplex } from 'node:stream';
import { writeErr } from '@proctools/core';
import type { Birth, Child } from '../child/child.ts';
import { lineSplitter } from '../output/lines.ts';
import { type Writer, writerTo } from '../output/writer.ts';
import { verdictOn } from '../verdict.ts';
import { attempt, type Care } from './attempt.ts';
import { careFor } from './care.ts';
import type { OnePlan } from './plan.ts';
import { reportEnd } from './report-one.ts';
import { conclude } from './run-plain.ts';

const STDOUT = 1;
const CHANNEL = 3;

/** Node's own messages, about handles: none of the user's. */
const isInternal = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'cmd' in message && /^NODE_/.test(String(message.cmd));

/** One line of JSON; undefined when it is none, and told when somebody should know. */
const messageIn = (line: Buffer, complain?: (text: string) => void): Buffer | undefined => {
  const text = line.toString().trim();
  if (text === '') return undefined;
  try {
    const message: unknown = JSON.parse(text);
    return isInternal(message) ? undefined : Buffer.from(`${JSON.stringify(message)}\n`);
  } catch {
    complain?.(text);
    return undefined;
  }
};

const notSent = (text: string): void =>
  writeErr(`xspawn: --ipc: not JSON, not sent: ${JSON.stringify(text.slice(0, 60))}\n`);

const sendInput = (channel: Duplex): void => {
  const lines = lineSplitter();
  const send = (line: Buffer): void => {
    const message = messageIn(line, notSent);
    if (message && channel.writable && !channel.write(message)) process.stdin.pause();
  };
  channel.on('drain', () => process.stdin.resume());
  process.stdin.on('data', (bytes: Buffer) => lines.push(bytes).forEach(send));
  process.stdin.on('end', () => {
    const rest = lines.rest();
    if (rest) send(rest);
    channel.end();
  });
  process.stdin.on('error', () => channel.end());
};

const printMessages = (channel: Duplex, out: Writer): Promise<void> => {
  const lines = lineSplitter();
  channel.on('data', (bytes: Buffer) => {
    for (const line of lines.push(bytes)) out.write(messageIn(line) ?? Buffer.alloc(0));
  });
  return new Promise((resolve) => {
    channel.on('error', () => {}).once('close', resolve);
  });
};

const bridging = (care: Care, out: Writer): Care => ({
  watch: (child: Child) => {
    const { finish } = care.watch(child);
    const channel = child.process.stdio[CHANNEL] as Duplex | undefined;
    if (!channel) return { finish };
    const printed = printMessages(channel, out);
    sendInput(channel);
    out.onError(() => channel.destroy());
    return {
      finish: async () => {
        const end = await finish();
        channel.end(); // whoever else may hold it, there is nobody to talk to
        await printed;
        process.stdin.destroy();
        return end;
      },
    };
  },
});

/** Runs the command with a channel. What it writes to its standard output goes to our standard error: ours has the messages. */
export const runWithChannel = async (birth: Birth, plan: OnePlan): Promise<number> => {
  const out = writerTo(STDOUT);
  const last = await attempt(birth, bridging(careFor(plan.limits, undefined), out));
  await out.drained();
  const words = reportEnd(plan, last);
  if (words) writeErr(words);
  return conclude(verdictOn(last, plan.raise));
};
