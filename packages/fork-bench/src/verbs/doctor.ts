import {
  askedToEnd,
  dieBy,
  ExitCode,
  Failure,
  originalEnvironment,
  progressLine,
  readingWidth,
  resolveCommand,
  showWaiting,
  styleFor,
  writeOut,
} from '@proctools/core';
import { type Examination, examine } from '../doctor/examine.ts';
import { doctorData, doctorText } from '../doctor/report-doctor.ts';
import { describeMachine } from '../machine/describe-machine.ts';
import type { WayName } from '../measure/way.ts';

interface DoctorOptions {
  readonly json: boolean;
  readonly pairs: number;
  readonly node: string | undefined;
  readonly measureWith: WayName;
  readonly noColor: boolean;
  readonly quiet: boolean;
}

interface Now {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

const waitingLine = ({ done, total, what }: Now, elapsedMs: number, columns: number): string =>
  progressLine({ done, total, before: 0, elapsedMs, notes: [what] }, columns);

/** Everything looked at, with a line of progress on a terminal; ended by a signal, it dies by that, when nothing of ours runs any more. */
const examineOrDie = async (examination: Omit<Examination, 'signal' | 'tell'>, quiet: boolean) => {
  const stopping = new AbortController();
  const interruption = askedToEnd();
  let now: Now | undefined;
  const line = quiet
    ? undefined
    : showWaiting((elapsedMs, columns) =>
        now === undefined ? 'watching what others do' : waitingLine(now, elapsedMs, columns),
      );
  const work = examine({
    ...examination,
    signal: stopping.signal,
    tell: (what, done, total) => (now = { what, done, total }),
  });
  const signal = await Promise.race([
    work.then(
      () => undefined,
      () => undefined,
    ),
    interruption.signal,
  ]);
  if (signal !== undefined) {
    stopping.abort(signal);
    await work.catch(() => undefined);
    line?.stop();
    return dieBy(signal);
  }
  line?.stop();
  interruption.release();
  return work;
};

/** Where the Node is that was asked for. */
const nodeFor = (asked: string | undefined, searchPath: string | undefined): string => {
  if (asked === undefined) return process.execPath;
  const found = resolveCommand(asked, searchPath, process.cwd());
  if (found.type === 'found') return found.file;
  throw new Failure(ExitCode.failed, `--node: there is no ${asked}`, { hint: 'name its path, or a name on PATH' });
};

/** Tells what would falsify figures here. What it finds is no failure: the code is 0. */
export const doctor = async ({ options }: { readonly options: DoctorOptions }): Promise<number> => {
  const { json, measureWith, noColor, node, pairs, quiet } = options;
  const { variables: environment } = originalEnvironment();
  const examination = { environment, measureWith, node: nodeFor(node, environment.PATH), pairs };
  const facts = await examineOrDie(examination, quiet);
  const machine = describeMachine();
  writeOut(json ? doctorData(machine, facts) : doctorText(machine, facts, styleFor(1, noColor), readingWidth(1)));
  return ExitCode.done;
};
