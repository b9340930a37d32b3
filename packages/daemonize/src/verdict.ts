import { ExitCode, signalExitCode } from '@proctools/core';
import type { Asked } from './foreground/signals.ts';
import type { StartOutcome } from './start/outcome.ts';
import { isUp, type State } from './state.ts';
import type { StopOutcome } from './stop.ts';
import { type Exit, exitFrom } from './store/record.ts';
import type { Parting } from './supervisor/parting.ts';
import type { Done } from './up/carry-out.ts';
import type { Reloaded } from './verbs/reload.ts';

/** The exit code of a start. */
export const startVerdict = (outcome: StartOutcome): number => {
  switch (outcome.type) {
    case 'started':
      return ExitCode.done;
    case 'already-running':
      return outcome.wanted ? ExitCode.done : ExitCode.failed;
    case 'not-found':
      return ExitCode.notFound;
    case 'cannot-execute':
      return ExitCode.cannotExecute;
    default:
      return ExitCode.failed;
  }
};

/** A real-time signal has no name that one could die by. */
const asNamed = (exit: Exit): Exit => {
  if ('code' in exit || exit.signal in process.getBuiltinModule('node:os').constants.signals) return exit;
  const number = /^SIG(\d+)$/.exec(exit.signal)?.[1];
  return { code: number === undefined ? ExitCode.failed : signalExitCode(Number(number)) };
};

/** In the foreground, how daemonize ends when there is nothing to look after: as the command did, if that had begun. */
export const endOfStart = (outcome: StartOutcome): Exit => {
  if (outcome.type === 'interrupted') return { signal: outcome.signal };
  if (outcome.type === 'died' && !('notExecuted' in outcome.ending)) {
    const exit = exitFrom(outcome.ending);
    if (exit) return asNamed(exit);
  }
  return { code: startVerdict(outcome) };
};

/**
 * In the foreground, how daemonize ends when it has nothing to look after any more: as the command did. Where that only did what
 * it was asked to, or was not there, it ends by the signal that asked us: so a shell knows that somebody pressed Ctrl-C, and systemd that
 * nothing failed. Giving up is no success, whatever the command said.
 */
export const endOfSupervision = ({ exit, why }: Parting, asked: Asked | undefined, stopSignal: string): Exit => {
  const isAsAsked = asked?.isIdle || exit === null || ('signal' in exit && exit.signal === stopSignal);
  if (why === 'stopped' && asked && isAsAsked) return { signal: asked.signal };
  if (exit === null) return { code: ExitCode.failed };
  return why === 'failed' && 'code' in exit && exit.code === 0 ? { code: ExitCode.failed } : asNamed(exit);
};

/** LSB's codes for a status command. */
export const statusVerdict = (state: State): number =>
  isUp(state) && state !== 'backing-off' ? ExitCode.done : ExitCode.notRunning;

/** The exit code of a stop: what is not running has been stopped. */
export const stopVerdict = ({ survivors }: StopOutcome): number =>
  survivors.length === 0 ? ExitCode.done : ExitCode.failed;

/** A reload that has dropped something has failed, too. */
export const reloadVerdict = ({ answer, verified }: Reloaded): number =>
  answer.ok && (verified?.failed ?? 0) === 0 ? ExitCode.done : ExitCode.failed;

/** Whether a daemon is now what its file wants: 126 and 127 are for one command, and here there are many. */
export const doneVerdict = ({ decision, outcome, resumed, stopped }: Done): number => {
  const started = outcome ?? (resumed && resumed.type !== 'fine' ? resumed.outcome : undefined);
  const isRefused = decision.type === 'refuse';
  const isWrong = isRefused || (stopped && stopVerdict(stopped) !== 0) || (started && startVerdict(started) !== 0);
  return isWrong ? ExitCode.failed : ExitCode.done;
};
