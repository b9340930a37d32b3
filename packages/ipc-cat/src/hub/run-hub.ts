/** `--hub`, `--fanout`, `--fanin`, `--round-robin`: opens all addresses, and lets those that are there hear each other. */
import { ExitCode, Failure, writeErr } from '@proctools/core';
import type { Options } from '../plan.ts';
import { explainMany } from '../report-many.ts';
import { inSession, type Session } from '../session.ts';
import { verdictOnMany } from '../verdict.ts';
import { broadcast, type Exchange } from './broadcast.ts';
import { type Hub, hubOf } from './hub.ts';
import { atMost, settledOf } from './patience.ts';
import { type Opened, openAll } from './places.ts';
import type { HubPlan } from './plan-hub.ts';
import { replay } from './replay.ts';
import { sinkOf } from './sink.ts';
import { admit, type Slots, slots } from './slots.ts';
import { sourceOf } from './source.ts';
import { type Turns, turns } from './turns.ts';

/** A hearer that was to be left behind need not be waited for at the end either. */
const PARTING_MS = 2_000;

const turnsOf = ({ framing, shape }: HubPlan): Turns | undefined =>
  shape === 'round-robin' && framing ? turns(framing) : undefined;

const startHub = (plan: HubPlan, { end, opening, tell }: Session, dealt: Turns | undefined, options: Options): Hub => {
  const { framing, slow } = plan;
  const exchange: Exchange =
    dealt ?? broadcast(slow, plan.replay > 0 && framing ? replay(plan.replay, framing) : undefined);
  return hubOf({
    exchange,
    limitBytes: plan.slowBufferBytes,
    tell,
    onStrict: () => end('bad-frame'),
    sinkOf: (one) => sinkOf(one, framing),
    sourceOf: (one, cutOff) =>
      sourceOf(one, {
        framing,
        maxFrame: opening.maxFrame,
        isStrict: opening.isStrict,
        onUnfit: (count) => tell({ type: 'unfit', count }),
        onBad: (bad) => {
          tell({ type: 'bad-frame', name: one.name, ...bad });
          if (options.strict) cutOff();
        },
      }),
    takeBack: (unsent) => dealt?.takeBack(unsent),
    waitsForHearer: plan.shape === 'fanout' && plan.replay === 0,
  });
};

/** What became of all who connected, in one. */
interface Crowd {
  count: number;
  saidBytes: number;
  missed: number;
}

const letIn = (
  hub: Hub,
  { listener, place }: Opened['listeners'][number],
  room: Slots,
  crowd: Crowd,
  { tell }: Session,
) =>
  admit(
    () => listener.accept(),
    room,
    async (end) => {
      crowd.count += 1;
      tell({ type: 'joined', name: end.name });
      const balance = await hub.enter({ end, place, isConnection: true });
      crowd.saidBytes += balance.saidBytes;
      crowd.missed += balance.missed;
      tell({ type: 'left', name: end.name, why: balance.trouble });
      room.leave();
    },
  );

const closing = async (listeners: Opened['listeners']): Promise<void> =>
  void (await Promise.all(listeners.map(({ listener }) => listener.close())));

const runIn = async (session: Session, plan: HubPlan, options: Options): Promise<number> => {
  const dealt = turnsOf(plan);
  const hub = session.keep(startHub(plan, session, dealt, options));
  const { fixed, listeners } = await openAll(plan.places, session);
  const room = slots(plan.maxConnections);
  const crowd: Crowd = { count: 0, saidBytes: 0, missed: 0 };
  const isCut = new Promise<'cut'>((resolve) => session.onEnd(() => resolve('cut')));
  const entered = fixed.map(({ end, place }) => hub.enter({ end, place, isConnection: false }));
  for (const one of listeners) hub.listens(one.place, letIn(hub, one, room, crowd, session));
  hub.begin();
  const lonely = room.lonely(listeners.length > 0 ? plan.connectTimeoutMs : undefined).then(() => 'lonely' as const);
  const once = plan.once ? [room.empty.then(() => 'once' as const)] : [];
  const why = await Promise.race([hub.over, isCut, lonely, ...once]);
  if (why === 'lonely') throw new Failure(ExitCode.timedOut, 'nobody connected in time');
  await closing(listeners);
  const lingerMs = options.linger ?? (plan.slow === 'block' ? undefined : PARTING_MS);
  const children = fixed.map(({ end }) => end.child);
  // Where nobody hears any more there is nothing to be handed over.
  const last =
    why === 'nobody-hears' || why === 'reader-gone' ? undefined : hub.finish().then(() => Promise.all(children));
  if (last) await atMost(last, lingerMs);
  const ended = await settledOf(children);
  await hub.close();
  const balances = await Promise.all(entered);
  const untaken = dealt?.left ?? 0;
  if (untaken > 0) session.tell({ type: 'untaken', count: untaken });
  const code = verdictOnMany({
    cut: session.cut(),
    isReaderGone: why === 'reader-gone',
    isCutOff: balances.some((balance) => balance.isCutOff),
    hasChild: children.some((child) => child !== undefined),
    children: ended,
    isWhole: untaken === 0 && balances.every(({ trouble }) => trouble === undefined),
  });
  if (options.explain) writeErr(explainMany(balances, crowd, why, code));
  return code;
};

/** The exit code. */
export const runHub = (plan: HubPlan, options: Options): Promise<number> =>
  inSession(options, (session) => runIn(session, plan, options));
