/** A server of requests: whoever connects is answered, each connection for itself, until it is ended from here. */
import { sleep } from '@proctools/core';
import type { End, Listener } from '../endpoint.ts';
import type { BadFrame } from '../frames/bad-frame.ts';
import type { FlowEnd } from '../join/flow.ts';
import { openListener } from '../open.ts';
import type { Session } from '../session.ts';
import type { Desk } from './desk.ts';
import { leavable } from './leavable.ts';
import type { ReplyPlan } from './plan-reply.ts';
import { startServing } from './serve-one.ts';
import { speaking } from './speaking.ts';

export interface ListenerServed {
  /** Answers that nobody was there for any more. */
  readonly lost: number;
  /** Messages that were none. */
  readonly bad: number;
}

/** How long what still comes on a connection is thrown away that is ended from here. */
const LINGER_MS = 1_000;

const isLoss = (end: FlowEnd): boolean => end.type === 'broken' || (end.type === 'reader-gone' && end.lost);

interface Connection {
  readonly ended: Promise<FlowEnd>;
  cancel(): void;
  close(): Promise<void>;
}

const serveConnection = (
  end: End,
  { framing }: ReplyPlan,
  desk: Desk,
  limits: { readonly maxFrame: number; readonly onBad: (bad: BadFrame) => void },
): Connection => {
  let stop = (): void => {};
  const onBad = (bad: BadFrame): void => {
    limits.onBad(bad);
    stop(); // it has no answer, and so there is none after it
  };
  const speaker = speaking(end, framing, { maxFrame: limits.maxFrame, onBad, isStrict: true });
  const reader = leavable(speaker.reader ?? { read: async () => undefined, cancel: () => {} });
  stop = reader.cancel;
  const { flow } = startServing(
    desk,
    { source: { ...speaker, reader }, sink: speaker },
    { name: end.name, target: speaker.unit === end.unit ? 'whole' : 'frames', endsOnFailure: true },
  );
  const run = async (): Promise<FlowEnd> => {
    const ended = await flow.ended;
    if (reader.isLeft) await Promise.race([reader.drain(), sleep(LINGER_MS)]);
    await end.close();
    return ended;
  };
  return { ended: run(), cancel: flow.cancel, close: () => end.close() };
};

/** Serves all who connect. */
const serveListener = async (
  plan: ReplyPlan,
  desk: Desk,
  session: Session,
  listener: Listener,
): Promise<ListenerServed> => {
  const connections = new Set<Connection>();
  let [lost, bad] = [0, 0];
  const limits = {
    maxFrame: session.opening.maxFrame,
    onBad: (frame: BadFrame) => {
      bad += 1;
      session.tell({ type: 'bad-frame', ...frame });
    },
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all([listener.close(), desk.commands.end()]);
    await Promise.all([...connections].map((one) => one.close()));
  };
  session.keep({ close: closeAll });
  session.onEnd(() => {
    void listener.close();
    for (const one of connections) {
      one.cancel();
      if (session.cut() === 'idle') void one.close();
    }
  });
  session.tell({ type: 'listening', name: listener.name });

  const serve = async (end: End): Promise<void> => {
    const connection = serveConnection(end, plan, desk, limits);
    connections.add(connection);
    const ended = await connection.ended;
    connections.delete(connection);
    if (!isLoss(ended) || desk.commands.isEnding || session.cut() === 'idle') return;
    lost += 1;
    session.tell({ type: 'answer-lost', name: end.name });
  };

  const serving = new Set<Promise<void>>();
  for (let end = await listener.accept(); end; end = await listener.accept()) {
    const served = serve(end).finally(() => serving.delete(served));
    serving.add(served);
    if (plan.once) await listener.close();
  }
  await Promise.all(serving);
  return { lost, bad };
};

/** Listens, and serves. */
export const listenAndServe = async (plan: ReplyPlan, desk: Desk, session: Session): Promise<ListenerServed> => {
  const listener = await openListener(plan.address, session.opening);
  return listener ? serveListener(plan, desk, session, listener) : { lost: 0, bad: 0 };
};
