/** `ipc-cat ADDRESS --reply COMMAND`: each message through a command, whose output is the answer. */
import { ExitCode, originalEnvironment, writeErr } from '@proctools/core';
import { findCommand } from '../endpoints/exec.ts';
import type { Options } from '../plan.ts';
import { describeTroubles, explain, explainAsJson } from '../report-end.ts';
import { idleClock } from '../request/idle-clock.ts';
import { inSession, type Session } from '../session.ts';
import { BAD_DATA, ownFailure, verdictOn } from '../verdict.ts';
import { commandsFor } from './commands.ts';
import type { Desk } from './desk.ts';
import type { ReplyPlan } from './plan-reply.ts';
import { quota } from './quota.ts';
import { listenAndServe } from './serve-listener.ts';
import { serveOne } from './serve-one.ts';

/** What is shared by all connections. The command is found before anything is taken. */
const deskFor = async (plan: ReplyPlan, options: Options, session: Session): Promise<Desk> => {
  const environment = originalEnvironment().variables;
  const execution = await findCommand(plan.command, environment);
  const { framing, jobs } = plan;
  const commands = commandsFor({ execution, environment, framing, most: jobs.all, maxFrame: options.maxFrame });
  session.keep({ signal: commands.signal, close: commands.end });
  return {
    commands,
    command: plan.command[0],
    framing,
    ackAfter: plan.ackAfter,
    each: jobs.each,
    quota: quota(options.count, () => session.end('enough')),
    clock: idleClock(options.idleTimeout, () => {
      session.tell({ type: 'idle', forMs: options.idleTimeout ?? 0 });
      session.end('idle');
    }),
    tell: session.tell,
    counts: { answered: 0, failed: 0 },
  };
};

const replyToOne = async (plan: ReplyPlan, options: Options, desk: Desk, session: Session): Promise<number> => {
  const { child, hasChild, way } = await serveOne(plan, desk, session, options.strict);
  const code = verdictOn({ ways: [way], child, hasChild, cut: session.cut() });
  // A child that has ended well does not make up for what was not answered, or not handed on.
  const lacks = desk.counts.failed > 0 || way.end?.type === 'broken';
  const verdict = code === ExitCode.done && lacks ? ownFailure(hasChild) : code;
  for (const text of describeTroubles([way], session.cut())) session.tell({ type: 'trouble', text });
  if (options.explain) writeErr((options.json ? explainAsJson : explain)([way], way, verdict, session.cut()));
  return verdict;
};

const replyToAll = async (plan: ReplyPlan, options: Options, desk: Desk, session: Session): Promise<number> => {
  const { bad, lost } = await listenAndServe(plan, desk, session);
  const code = verdictOn({ ways: [], child: undefined, hasChild: false, cut: session.cut() });
  if (code !== ExitCode.done) return code;
  if (options.strict && bad > 0) return BAD_DATA;
  return desk.counts.failed + lost > 0 ? ExitCode.failed : ExitCode.done;
};

const reply = async (plan: ReplyPlan, options: Options, session: Session): Promise<number> => {
  const desk = await deskFor(plan, options, session);
  const code = await (plan.isListener ? replyToAll : replyToOne)(plan, options, desk, session);
  session.tell({ type: 'replied', ...desk.counts });
  desk.clock.stop();
  return code;
};

/** The exit code. */
export const runReply = (plan: ReplyPlan, options: Options): Promise<number> =>
  inSession(options, (session) => reply(plan, options, session));
