import { ExitCode } from '@proctools/core';
import type { StartOutcome } from './start/outcome.ts';
import { isUp, type State } from './state.ts';
import type { StopOutcome } from './stop.ts';
import type { Done } from './up/carry-out.ts';

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

/** LSB's codes for a status command. */
export const statusVerdict = (state: State): number =>
  isUp(state) && state !== 'backing-off' ? ExitCode.done : ExitCode.notRunning;

/** The exit code of a stop: what is not running has been stopped. */
export const stopVerdict = ({ survivors }: StopOutcome): number =>
  survivors.length === 0 ? ExitCode.done : ExitCode.failed;

/** Whether a daemon is now what its file wants: 126 and 127 are for one command, and here there are many. */
export const doneVerdict = ({ decision, outcome, resumed, stopped }: Done): number => {
  const started = outcome ?? (resumed && resumed.type !== 'fine' ? resumed.outcome : undefined);
  const isRefused = decision.type === 'refuse';
  const isWrong = isRefused || (stopped && stopVerdict(stopped) !== 0) || (started && startVerdict(started) !== 0);
  return isWrong ? ExitCode.failed : ExitCode.done;
};
