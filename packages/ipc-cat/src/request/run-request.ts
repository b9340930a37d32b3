/** `ipc-cat --request ADDRESS`: asks with standard input, prints one answer, and ends. */
import { type Ended, ExitCode, writeErr } from '@proctools/core';
import type { ByteEnd, End } from '../endpoint.ts';
import { openStdio } from '../endpoints/stdio.ts';
import { asMessages } from '../frames/as-messages.ts';
import type { Framing } from '../frames/framing.ts';
import { open } from '../open.ts';
import type { Options } from '../plan.ts';
import { describeTroubles, describeUnanswered, explain, explainAsJson } from '../report-end.ts';
import { inSession, type Session } from '../session.ts';
import { type Cut, ownFailure, verdictOn } from '../verdict.ts';
import { whenAborted } from './aborted.ts';
import type { Exchange } from './exchange.ts';
import { idleClock } from './idle-clock.ts';
import { askInBytes } from './in-bytes.ts';
import { askInMessages } from './in-messages.ts';
import type { RequestPlan } from './plan-request.ts';
import { questionOf, readAll } from './question.ts';
import { touching } from './touching.ts';

/** What is told when there is no answer; nothing where something that broke says it already. */
const whyUnanswered = ({ isAnswered, ways }: Exchange, name: string, timeoutMs: number | undefined, cut: Cut) => {
  if (timeoutMs !== undefined) return describeUnanswered(name, isAnswered, timeoutMs);
  return isAnswered || describeTroubles(ways, cut).length > 0 ? undefined : describeUnanswered(name, false, undefined);
};

interface Asking {
  readonly plan: RequestPlan;
  readonly options: Options;
  /** Standard input and output. */
  readonly stdio: ByteEnd;
  readonly session: Session;
  /** Aborts when it is ended from here. */
  readonly abort: AbortSignal;
  /** Opens the address. */
  readonly open: () => Promise<End>;
}

interface Asked extends Exchange {
  /** Who was asked; undefined when it was over before. */
  readonly end: End | undefined;
}

const unasked: Asked = { end: undefined, ways: [], first: undefined, isAnswered: false };

/** The question is read before anybody is disturbed: it may be none. */
const askWithMessage = async (asking: Asking, framing: Framing): Promise<Asked> => {
  const { abort, options, plan, session, stdio } = asking;
  const { reader, writer: output } = stdio;
  void whenAborted(abort).then(() => reader?.cancel());
  const bytes = reader ? await readAll(reader, options.maxFrame) : Buffer.alloc(0);
  if (session.opening.signal.aborted) return new Promise<never>(() => {}); // a signal ends us
  if (abort.aborted || !output) return unasked;
  const question = questionOf(bytes, framing, options.maxFrame, plan.isWhole);
  const end = await asking.open();
  const speaking = asMessages(end, framing, session.opening, () => {});
  return { end, ...(await askInMessages(question, { end: speaking, framing, output }, abort)) };
};

const askWithBytes = async ({ abort, open: openIt, stdio }: Asking): Promise<Asked> => {
  const end = await openIt();
  return { end, ...(await askInBytes(stdio, end as ByteEnd, abort)) };
};

/** A child is waited for, unless it is ended from here. */
const childOf = async (end: End | undefined, abort: AbortSignal): Promise<Ended | undefined> => {
  await end?.hangUp?.();
  return abort.aborted ? undefined : Promise.race([end?.child, whenAborted(abort)]);
};

const codeOf = ({ end: asked, isAnswered, ways }: Asked, child: Ended | undefined, cut: Cut): number => {
  const hasChild = asked?.child !== undefined;
  const code = verdictOn({ ways, child, hasChild, cut });
  // A child that has ended well does not make up for an answer that could not be written.
  const isGood = isAnswered && !ways.some(({ end }) => end?.type === 'broken');
  return isGood || code !== ExitCode.done ? code : ownFailure(hasChild);
};

const tellEnd = (exchange: Exchange, code: number, { options, plan, session }: Asking): void => {
  const cut = session.cut();
  const late = cut === 'idle' ? options.idleTimeout : undefined;
  const troubles = late === undefined ? describeTroubles(exchange.ways, cut) : [];
  for (const text of [...troubles, whyUnanswered(exchange, plan.address.name, late, cut)]) {
    if (text !== undefined) session.tell({ type: 'trouble', text });
  }
  if (options.explain) writeErr((options.json ? explainAsJson : explain)(exchange.ways, exchange.first, code, cut));
};

const request = async (plan: RequestPlan, options: Options, session: Session): Promise<number> => {
  const ending = new AbortController();
  session.onEnd(() => ending.abort());
  const clock = idleClock(options.idleTimeout, () => session.end('idle'));
  const watched = <Some extends End>(end: Some): Some =>
    options.idleTimeout === undefined ? end : touching(end, clock);
  const asking: Asking = {
    plan,
    options,
    session,
    abort: ending.signal,
    stdio: watched(session.keep(openStdio({ reader: true, writer: true }))),
    open: async () => {
      clock.begin(); // --connect-timeout is for that
      const end = await open(plan.address, { reader: plan.isRead, writer: true }, session.opening);
      clock.done();
      return watched(session.keep(end));
    },
  };
  const asked = await (plan.framing ? askWithMessage(asking, plan.framing) : askWithBytes(asking));
  const child = await childOf(asked.end, ending.signal);
  clock.stop();
  const code = codeOf(asked, child, session.cut());
  tellEnd(asked, code, asking);
  return code;
};

/** The exit code. */
export const runRequest = (plan: RequestPlan, options: Options): Promise<number> =>
  inSession(options, (session) => request(plan, options, session));
