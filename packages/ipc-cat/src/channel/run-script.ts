/**
 * `--script`: a command that knows nothing of Node's channel gets what comes on it as lines of JSON, and sends what it prints. The channel
 * itself it does not get: any Node program in it would take messages away from it.
 */

import { writeErr } from '@proctools/core';
import { openExec } from '../endpoints/exec.ts';
import { asMessages } from '../frames/as-messages.ts';
import { join } from '../join/join.ts';
import type { Options } from '../plan.ts';
import { describeTroubles } from '../report-end.ts';
import { beginSession } from '../session.ts';
import { verdictOn } from '../verdict.ts';
import { endAs } from './conclude.ts';
import { forwardSignals } from './forward-signals.ts';
import { openParent } from './parent.ts';
import type { ChannelPlan } from './plan-channel.ts';
import { tapPair } from './tap-pair.ts';
import { untilExit } from './until-exit.ts';

const BOTH = { reader: true, writer: true } as const;

/** The exit code; it dies by the signal that the command died of. */
export const runScript = async (
  { command }: Extract<ChannelPlan, { type: 'script' }>,
  options: Options,
): Promise<number> => {
  const session = beginSession(options, 'passes-signals');
  const { opening, tell } = session;
  const parent = session.keep(await openParent('parent:', BOTH, opening));
  const exec = await openExec(command[0], command, BOTH);
  const release = forwardSignals(() => [{ kill: (signal) => exec.signal?.(signal as NodeJS.Signals) !== undefined }]);
  const exited = exec.child ?? Promise.resolve({ exited: 0 });
  const script = asMessages(
    { ...exec, ...(exec.reader ? { reader: untilExit(exec.reader, exited) } : {}) },
    'json',
    opening,
    (count) => tell({ type: 'unfit', count }),
  );
  const plain = { unit: 'messages', first: parent, second: script } as const;
  const pair =
    options.tap === undefined ? plain : await tapPair(plain, { first: 'parent', second: 'exec' }, options.tap, session);
  const joined = join(pair, { there: true, back: true, lingerMs: undefined });
  session.onEnd(joined.cancel);
  const end = await exited;
  await joined.ended;
  const [trouble] = joined.back ? describeTroubles([joined.back], session.cut()) : [];
  if (trouble && !options.quiet) writeErr(`ipc-cat: ${trouble}\n`);
  await exec.close();
  release();
  await session.close();
  const cut = session.cut();
  return cut === undefined ? endAs(end) : verdictOn({ ways: [], child: end, hasChild: true, cut });
};
