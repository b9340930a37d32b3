/** `ipc-cat ADDRESS [ADDRESS]`: opens two ends, joins them, and waits for both ways to end. */
import { ExitCode, isFailure, isTerminal, writeErr } from '@proctools/core';
import type { Named } from '../address/address.ts';
import { isConnecting } from '../address/connecting.ts';
import type { ByteEnd, End } from '../endpoint.ts';
import type { Opening } from '../endpoints/opening.ts';
import { asMessages } from '../frames/as-messages.ts';
import { open, type Wants } from '../open.ts';
import type { JoinPlan, Options } from '../plan.ts';
import { describeTroubles, explain, explainAsJson, explainUnopened, explainUnopenedAsJson } from '../report-end.ts';
import { inSession, type Session } from '../session.ts';
import { ownFailure, verdictOn } from '../verdict.ts';
import { planWatch } from '../watch/watch-plan.ts';
import type { Watch } from '../watch/watching.ts';
import { type BadMessages, badMessages } from './bad-messages.ts';
import { endLingering, endOfChild } from './end-of-child.ts';
import { type Joined, join, type Pair, type WayName } from './join.ts';

const pairOf = (first: End, second: End, { framing }: JoinPlan, bad: BadMessages): Pair => {
  if (framing === undefined) return { unit: 'bytes', first: first as ByteEnd, second: second as ByteEnd };
  const speaking = (end: End, from: WayName) => asMessages(end, framing, bad.openingFor(from), bad.unfitFor(from));
  return { unit: 'messages', first: speaking(first, 'there'), second: speaking(second, 'back') };
};

type OpenEnd = (named: Named, wants: Wants, from: WayName) => Promise<End>;

/** Opens an address, again and again where that is asked for and can be. */
const opener =
  ({ framing }: JoinPlan, { reconnect: backoff }: Options, bad: BadMessages): OpenEnd =>
  async (named, wants, from) => {
    const opening = bad.openingFor(from);
    if (!backoff || !isConnecting(named.address)) return open(named, wants, opening);
    const connect = (how: Opening): Promise<End> => open(named, wants, how);
    const { openReconnecting } = await import('../endpoints/reconnecting.ts');
    return openReconnecting({ name: named.name, connect, backoff, opening, framing, onUnfit: bad.unfitFor(from) });
  };

/** Nothing of it is loaded when nobody asked for it. */
const watchOver = async (plan: JoinPlan, options: Options, session: Session): Promise<Watch | undefined> => {
  const watch = planWatch(plan, options, {
    stdinIsTerminal: isTerminal(0),
    stdoutIsTerminal: isTerminal(1),
    stderrIsTerminal: isTerminal(2),
  });
  return watch && (await import('../watch/watching.ts')).startWatching(watch, plan, session);
};

const tellEnd = (joined: Joined, code: number, session: Session, options: Options): void => {
  const ways = [joined.there, joined.back].filter((way) => way !== undefined);
  for (const text of describeTroubles(ways, session.cut())) session.tell({ type: 'trouble', text });
  if (options.explain) writeErr((options.json ? explainAsJson : explain)(ways, joined.first, code, session.cut()));
};

/** An end, or the Failure that there is none, which is explained, too. */
const openOrExplain = async (work: Promise<End>, name: string, plan: JoinPlan, options: Options): Promise<End> => {
  try {
    return await work;
  } catch (error) {
    if (options.explain && isFailure(error)) {
      const hasChild = [plan.first, plan.second].some(({ address: { type } }) => type === 'exec' || type === 'fork');
      const code = error.code === ExitCode.failed ? ownFailure(hasChild) : error.code;
      writeErr((options.json ? explainUnopenedAsJson : explainUnopened)(name, code));
    }
    throw error;
  }
};

const isStdio = (named: Named | false): boolean => named !== false && named.address.type === 'stdio';

/** With the log of --tap on its channel. */
const tapOn = async (pair: Pair, { first, second }: JoinPlan, { tap }: Options, session: Session): Promise<Pair> => {
  if (tap === undefined) return pair;
  const types = { first: first.address.type, second: second.address.type };
  return (await import('../channel/tap-pair.ts')).tapPair(pair, types, tap, session);
};

const joinBoth = async (plan: JoinPlan, options: Options, session: Session): Promise<number> => {
  const watch = await watchOver(plan, options, session);
  const bad = badMessages(session);
  // One after the other: where the first has to wait, nothing is begun at the second.
  const openEnd = opener(plan, options, bad);
  const isStdinFree = ![plan.there && plan.first, plan.back && plan.second].some(isStdio);
  const opened = async (named: Named, from: WayName): Promise<End> => {
    const [reader, writer] = from === 'there' ? [plan.there, plan.back] : [plan.back, plan.there];
    const opening = openEnd(named, { reader, writer, isStdinFree }, from);
    return session.keep(await openOrExplain(opening, named.name, plan, options));
  };
  const first = await opened(plan.first, 'there');
  const second = await opened(plan.second, 'back');
  const pair = await tapOn(pairOf(first, second, plan, bad), plan, options, session);
  const joined = join(watch?.through(pair) ?? pair, {
    there: plan.there,
    back: plan.back,
    lingerMs: options.linger,
    onLate: () => endLingering([first, second], session),
  });
  session.onEnd(joined.cancel);
  bad.begin(joined);
  watch?.begin(joined);
  await joined.ended;
  const child = await endOfChild(first, second, session);
  const record = await watch?.end();
  const ways = [joined.there, joined.back].filter((way) => way !== undefined);
  const code = verdictOn({
    ways,
    child,
    hasChild: [first, second].some((end) => end.child !== undefined),
    cut: session.cut(),
    isRecordBroken: record?.isRecordBroken ?? false,
  });
  tellEnd(joined, code, session, options);
  return code;
};

/** The exit code. */
export const runJoin = (plan: JoinPlan, options: Options): Promise<number> =>
  inSession(options, (session) => joinBoth(plan, options, session));
