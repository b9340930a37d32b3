/** `ipc-cat ADDRESS [ADDRESS]`: opens two ends, joins them, and waits for both ways to end. */
import { writeErr } from '@proctools/core';
import type { Named } from '../address/address.ts';
import type { ByteEnd, End } from '../endpoint.ts';
import { asMessages } from '../frames/as-messages.ts';
import { open } from '../open.ts';
import type { JoinPlan, Options } from '../plan.ts';
import { describeTrouble, explain } from '../report.ts';
import { beginSession, type Session } from '../session.ts';
import { verdictOn } from '../verdict.ts';
import { join, type Pair } from './join.ts';

const pairOf = (first: End, second: End, { framing }: JoinPlan, { opening, tell }: Session): Pair => {
  if (framing === undefined) return { unit: 'bytes', first: first as ByteEnd, second: second as ByteEnd };
  const speaking = (end: End) => asMessages(end, framing, opening, (count) => tell({ type: 'unfit', count }));
  return { unit: 'messages', first: speaking(first), second: speaking(second) };
};

const isStdio = (named: Named | false): boolean => named !== false && named.address.type === 'stdio';

/** The exit code. */
export const runJoin = async (plan: JoinPlan, options: Options): Promise<number> => {
  const session = beginSession(options);
  // One after the other: where the first has to wait, nothing is begun at the second.
  const isStdinFree = ![plan.there && plan.first, plan.back && plan.second].some(isStdio);
  const { opening } = session;
  const first = session.keep(await open(plan.first, { reader: plan.there, writer: plan.back, isStdinFree }, opening));
  const second = session.keep(await open(plan.second, { reader: plan.back, writer: plan.there, isStdinFree }, opening));
  const watched = async (pair: Pair): Promise<Pair> => {
    if (options.tap === undefined) return pair;
    const types = { first: plan.first.address.type, second: plan.second.address.type };
    return (await import('../channel/tap-pair.ts')).tapPair(pair, types, options.tap, session);
  };
  const joined = join(await watched(pairOf(first, second, plan, session)), {
    there: plan.there,
    back: plan.back,
    lingerMs: options.linger,
  });
  session.onEnd(joined.cancel);
  await joined.ended;
  await Promise.all([first.hangUp?.(), second.hangUp?.()]);
  const child = await (first.child ?? second.child);
  const ways = [joined.there, joined.back].filter((way) => way !== undefined);
  const code = verdictOn(ways, child, session.cut());
  const troubles = ways.map(describeTrouble).filter((trouble) => trouble !== undefined);
  if (!options.quiet) for (const trouble of troubles) writeErr(`ipc-cat: ${trouble}\n`);
  if (options.explain) writeErr(explain(ways, joined.first, code));
  await session.close();
  return code;
};
