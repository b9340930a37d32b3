/** `ipc-cat --request ADDRESS`: asks with standard input, prints one answer, and ends. */
import { ExitCode, writeErr } from '@proctools/core';
import type { ByteEnd, ChildEnd, End } from '../endpoint.ts';
import { openStdio } from '../endpoints/stdio.ts';
import { asMessages } from '../frames/as-messages.ts';
import type { Framing } from '../frames/framing.ts';
import { open } from '../open.ts';
import type { Options } from '../plan.ts';
import { describeTrouble, describeUnanswered, explain } from '../report.ts';
import { beginSession } from '../session.ts';
import { type Cut, verdictOn } from '../verdict.ts';
import type { Exchange } from './exchange.ts';
import { idleClock } from './idle-clock.ts';
import { askInBytes } from './in-bytes.ts';
import { askInMessages } from './in-messages.ts';
import type { RequestPlan } from './plan-request.ts';
import { questionOf, readAll } from './question.ts';
import { touching } from './touching.ts';

/** What is told when there is no answer; nothing where something that broke says it already. */
const whyUnanswered = ({ isAnswered, ways }: Exchange, name: string, timeoutMs: number | undefined) => {
  if (timeoutMs !== undefined) return describeUnanswered(name, timeoutMs);
  return isAnswered || ways.some((way) => describeTrouble(way) !== undefined)
    ? undefined
    : describeUnanswered(name, undefined);
};

const codeOf = ({ isAnswered, ways }: Exchange, child: ChildEnd | undefined, cut: Cut): number => {
  const code = verdictOn(ways, child, cut);
  return isAnswered || code !== ExitCode.done ? code : ExitCode.failed;
};

/** Standard input as a question; undefined when it was ended from here before that was whole. */
const readQuestion = async (
  { reader }: ByteEnd,
  framing: Framing,
  { isWhole }: RequestPlan,
  { maxFrame }: Options,
  abort: AbortSignal,
): Promise<Buffer | undefined> => {
  abort.addEventListener('abort', () => reader?.cancel(), { once: true });
  const bytes = reader ? await readAll(reader, maxFrame) : Buffer.alloc(0);
  return abort.aborted ? undefined : questionOf(bytes, framing, maxFrame, isWhole);
};

/** It is over before anybody was asked. */
const unasked: Exchange = { ways: [], first: undefined, isAnswered: false };

/** The exit code. */
export const runRequest = async (plan: RequestPlan, options: Options): Promise<number> => {
  const session = beginSession(options);
  const abort = new AbortController();
  session.onEnd(() => abort.abort());
  const clock = idleClock(options.idleTimeout, () => session.end('idle'));
  const watched = <Some extends End>(end: Some): Some =>
    options.idleTimeout === undefined ? end : touching(end, clock.touch);
  const { address, framing } = plan;

  const stdio: ByteEnd = watched(session.keep(openStdio({ reader: true, writer: true })));
  const openIt = async (): Promise<End> =>
    watched(session.keep(await open(address, { reader: true, writer: true }, session.opening)));
  const exchange = async (): Promise<Exchange & { readonly end?: End }> => {
    if (framing === undefined) {
      const end = await openIt();
      return { end, ...(await askInBytes(stdio, end as ByteEnd, abort.signal)) };
    }
    const question = await readQuestion(stdio, framing, plan, options, abort.signal);
    if (session.opening.signal.aborted) return new Promise<never>(() => {}); // a signal ends us
    if (question === undefined || !stdio.writer) return unasked;
    const end = await openIt();
    const speaking = asMessages(end, framing, session.opening, () => {});
    return { end, ...(await askInMessages(question, { end: speaking, framing, output: stdio.writer }, abort.signal)) };
  };
  const { end, ...asked } = await exchange();
  await end?.hangUp?.();
  const aborted = new Promise<undefined>((resolve) => abort.signal.addEventListener('abort', () => resolve(undefined)));
  const child = abort.signal.aborted ? undefined : await Promise.race([end?.child, aborted]);
  clock.stop();

  const code = codeOf(asked, child, session.cut());
  const late = session.cut() === 'idle' ? options.idleTimeout : undefined;
  const troubles = [...asked.ways.map(describeTrouble), whyUnanswered(asked, address.name, late)];
  if (!options.quiet) {
    for (const trouble of troubles) if (trouble !== undefined) writeErr(`ipc-cat: ${trouble}\n`);
  }
  if (options.explain) writeErr(explain(asked.ways, asked.first, code));
  await session.close();
  return code;
};
