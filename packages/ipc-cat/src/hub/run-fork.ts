/** `--fork COMMAND`: a child for each connection. */
import {
  type Ended,
  type Execution,
  ExitCode,
  errorCode,
  Failure,
  isFailure,
  originalEnvironment,
} from '@proctools/core';
import type { Listener } from '../endpoint.ts';
import { endOf, findCommand } from '../endpoints/exec.ts';
import { openListener } from '../open.ts';
import type { Options } from '../plan.ts';
import { reasonOf } from '../report-reason.ts';
import { inSession, type Session } from '../session.ts';
import { codeOfChild } from '../verdict.ts';
import { type Children, childrenOf, type Served } from './children.ts';
import type { ForkPlan } from './plan-hub.ts';
import { serve } from './serve.ts';
import { admit, type Slots, slots } from './slots.ts';

/** Serves one connection; undefined when nobody connects any more. */
type ServeNext = () => Promise<{ readonly name: string; readonly start: () => Promise<Served> } | undefined>;

const asServed = (child: ReturnType<typeof serve>, file: string): Served => ({
  ended: endOf(child, file),
  signal: (signal) => void child.kill(signal),
});

const servingOf = async (
  listener: Listener,
  execution: Execution,
  { command }: ForkPlan,
  { opening }: Session,
): Promise<ServeNext> => {
  const { acceptSocket } = listener;
  if (acceptSocket) {
    return async () => {
      const accepted = await acceptSocket();
      return accepted && { name: accepted.name, start: async () => asServed(serve(execution, accepted), command[0]) };
    };
  }
  const { serveThrough } = await import('./serve-through.ts');
  return async () => {
    const end = await listener.accept();
    return end && { name: end.name, start: () => serveThrough(end, command, opening) };
  };
};

/** Of a command that could not be started after all. */
const codeOf = (error: unknown): number => {
  if (isFailure(error)) return error.code;
  return errorCode(error) === undefined ? ExitCode.toolFailed : ExitCode.cannotExecute;
};

/** How many have failed, and with what. */
interface Outcome {
  code: number;
}

const serveAll = (next: ServeNext, room: Slots, children: Children, outcome: Outcome, { tell }: Session) =>
  admit(next, room, async ({ name, start }) => {
    const note = (end: Ended): void => {
      tell({ type: 'served', name, end });
      if (outcome.code === 0) outcome.code = codeOfChild(end);
    };
    tell({ type: 'joined', name });
    try {
      const served = await start();
      children.add(served);
      note(await served.ended);
    } catch (error) {
      tell({ type: 'unserved', name, why: reasonOf(error) });
      if (outcome.code === 0) outcome.code = codeOf(error);
    }
    room.leave();
  });

const runIn = async (session: Session, plan: ForkPlan): Promise<number> => {
  const listeners: Listener[] = [];
  const children = session.keep(childrenOf());
  const room = slots(plan.maxConnections);
  const outcome: Outcome = { code: 0 };
  // Before anybody connects: a command that is not there is our caller's affair.
  const execution = await findCommand(plan.command, originalEnvironment().variables);
  for (const named of plan.listeners) {
    const listener = await openListener(named, session.opening);
    if (!listener) continue;
    listeners.push(session.keep(listener));
    session.tell({ type: 'listening', name: listener.name });
  }
  const serving = Promise.all(
    listeners.map(async (listener) =>
      serveAll(await servingOf(listener, execution, plan, session), room, children, outcome, session),
    ),
  );
  const lonely = room.lonely(plan.connectTimeoutMs).then(() => 'lonely' as const);
  const why = await Promise.race([serving, lonely, ...(plan.once ? [room.empty] : [])]);
  if (why === 'lonely') throw new Failure(ExitCode.timedOut, 'nobody connected in time');
  return outcome.code;
};

/** The exit code: of the first command that failed; 0 when none did. */
export const runFork = (plan: ForkPlan, options: Options): Promise<number> =>
  inSession(options, (session) => runIn(session, plan));
