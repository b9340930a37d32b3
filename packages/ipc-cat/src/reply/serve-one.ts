/** One source of messages, and where their answers go. */
import { type Ended, sleep } from '@proctools/core';
import type { End, MessageEnd, Writer } from '../endpoint.ts';
import { openStdio } from '../endpoints/stdio.ts';
import { endOfChild } from '../join/end-of-child.ts';
import { type Flow, type FlowEnd, flow } from '../join/flow.ts';
import type { Way } from '../join/join.ts';
import { newTally } from '../join/tally.ts';
import { open } from '../open.ts';
import type { Session } from '../session.ts';
import type { Desk } from './desk.ts';
import type { ReplyPlan } from './plan-reply.ts';
import { speaking, targetOf } from './speaking.ts';
import { moveThrough } from './through.ts';

export interface Served {
  readonly way: Way;
  readonly hasChild: boolean;
  readonly child: Ended | undefined;
}

/** How long it may take to give back what is not done. */
const LAST_WORDS_MS = 1_000;

const noWriter: Writer<never> = { write: async () => {}, end: async () => {}, gone: new Promise<never>(() => {}) };

/** Where the answers go: where the plan says, else back, else to standard output. */
const openSink = async ({ sink }: ReplyPlan, source: End, { keep, opening }: Session): Promise<End> => {
  if (sink) return keep(await open(sink, { reader: false, writer: true }, opening));
  return source.writer ? source : keep(openStdio({ reader: false, writer: true }));
};

/** Starts to hand the messages of one end to the command, and their answers to the other. */
export const startServing = (
  desk: Desk,
  ends: { readonly source: MessageEnd; readonly sink: MessageEnd },
  route: Parameters<typeof moveThrough>[1],
): { readonly way: Way; readonly flow: Flow } => {
  const { sink, source } = ends;
  const tally = newTally();
  const reader = source.reader ?? { read: async () => undefined, cancel: () => {} };
  const writer = sink.writer ?? noWriter;
  const way: Way = {
    from: source.name,
    to: sink.name,
    isFromChild: source.child !== undefined,
    isToChild: sink.child !== undefined,
    tally,
    waiting: () => writer.waiting ?? 0,
    end: undefined,
  };
  return { way, flow: flow(reader, writer, moveThrough(desk, route, tally)) };
};

/** Serves the one address until it ends, or is ended from here. */
export const serveOne = async (plan: ReplyPlan, desk: Desk, session: Session, strict: boolean): Promise<Served> => {
  const { address, framing } = plan;
  const wants = { reader: true, writer: plan.hasWayBack && plan.sink === undefined };
  const source = await open(address, wants, session.opening);
  let leave = async (): Promise<void> => {};
  session.keep({ signal: source.signal, close: () => leave().then(source.close) });
  const sink = await openSink(plan, source, session);
  const { flow: started, way } = startServing(
    desk,
    { source: speaking(source, framing, session.opening), sink: speaking(sink, framing, session.opening) },
    { name: address.name, target: targetOf(sink, sink === source), endsOnFailure: strict },
  );
  // Messages that are not done go back before the broker is left. Who does not take his answers is not waited for.
  leave = async () => {
    started.cancel();
    await desk.commands.end();
    await Promise.race([started.ended, sleep(LAST_WORDS_MS)]);
  };
  let giveUp = (): void => {};
  const givenUp = new Promise<FlowEnd>((resolve) => {
    giveUp = () => resolve({ type: 'cancelled' });
  });
  session.onEnd(() => {
    started.cancel();
    if (session.cut() === 'idle') giveUp();
  });
  way.end = await Promise.race([started.ended, givenUp]);
  const hasChild = source.child !== undefined || sink.child !== undefined;
  return { way, hasChild, child: await endOfChild(source, sink, session) };
};
