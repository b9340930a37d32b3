/** The exit code, from what became of everything. */
import { type Ended, ExitCode, errorCode, isFailure, signalExitCode } from '@proctools/core';
import type { FlowEnd } from './join/flow.ts';
import type { Way } from './join/join.ts';

/** What a shell reports for a process that died of writing to a pipe without a reader. */
const READER_GONE = 141;

/** Why it ended, when it was not for the end of the data. */
export type Cut = 'idle' | 'linger' | 'bad-frame' | 'enough' | 'broker' | undefined;

/** sysexits(3): EX_DATAERR. */
export const BAD_DATA = 65;

/** sysexits(3): EX_TEMPFAIL. A broker cut us off, or lost something: it may be tried again. */
export const TRY_AGAIN = 75;

/** Of what failed here: who runs a child keeps 1 for it, as env(1) and timeout(1) do. */
export const ownFailure = (hasChild: boolean): number => (hasChild ? ExitCode.toolFailed : ExitCode.failed);

export const codeOfChild = (end: Ended): number => {
  if ('exited' in end) return end.exited;
  const number = process.getBuiltinModule('node:os').constants.signals[end.killed as NodeJS.Signals];
  return number === undefined ? ExitCode.toolFailed : signalExitCode(number);
};

/** A connection to a broker that was lost: its Failure says so. */
export const isOfBroker = (error: unknown): boolean => isFailure(error) && error.code === TRY_AGAIN;

const isCutOff = (end: FlowEnd | undefined): boolean => end?.type === 'broken' && isOfBroker(end.error);

const isLoss = (end: FlowEnd | undefined): boolean =>
  end?.type === 'broken' || (end?.type === 'reader-gone' && end.lost);

/** Whoever read our standard output went away. */
export const wantsNoMore = ({ end, to }: Way): boolean => to === '-' && end?.type === 'reader-gone';

/** Whoever waited for the other side in vain says so himself. */
const isLate = (end: FlowEnd | undefined): boolean =>
  end?.type === 'broken' && isFailure(end.error) && end.error.code === ExitCode.timedOut;

const lacksSomething = ({ end, tally }: Way, cut: Cut): boolean =>
  isLoss(end) || (end?.type === 'cancelled' && (tally.pending > 0 || (cut !== 'enough' && Boolean(end.unfinished))));

/** A child that leaves before it has read all resets its channel; what it had said has come before that. */
const isReset = (end: FlowEnd | undefined): boolean =>
  end?.type === 'broken' && end.side === 'reading' && errorCode(end.error) === 'ECONNRESET';

/** A child that reads no further has decided so; its code says whether that was well. */
const isChildsChoice = ({ end, isFromChild, isToChild }: Way): boolean =>
  (isToChild && end?.type === 'reader-gone') || (isFromChild && isReset(end));

const isWhole = (ways: readonly Way[], cut: Cut): boolean =>
  !ways.some((way) => lacksSomething(way, cut) && !isChildsChoice(way));

/** What two that were joined have come to. */
export interface Both {
  readonly ways: readonly Way[];
  readonly cut: Cut;
  /** One of them is a child of ours: what fails of us is told from what fails of it. */
  readonly hasChild: boolean;
  /** How it ended; undefined when nobody has waited for that. */
  readonly child: Ended | undefined;
  readonly isRecordBroken?: boolean;
}

/** Of a join: the code of a child that failed, else whether all was handed over, and recorded where that was asked for. */
export const verdictOn = ({ child, cut, hasChild, isRecordBroken = false, ways }: Both): number => {
  if (cut === 'idle' || cut === 'linger') return ExitCode.timedOut;
  if (cut === 'bad-frame') return BAD_DATA;
  if (cut === 'broker' || ways.some(({ end }) => isCutOff(end))) return TRY_AGAIN;
  if (ways.some(wantsNoMore)) return READER_GONE;
  if (ways.some(({ end }) => isLate(end))) return ExitCode.timedOut;
  // What was enough for us may have been too little for the child: that is not its fault.
  const code = child === undefined || cut === 'enough' ? ExitCode.done : codeOfChild(child);
  return code !== ExitCode.done || (isWhole(ways, cut) && !isRecordBroken) ? code : ownFailure(hasChild);
};

/** What many that heard each other have come to. */
export interface Many {
  readonly cut: Cut;
  /** Nobody reads standard output any more. */
  readonly isReaderGone: boolean;
  /** A broker among them was lost. */
  readonly isCutOff: boolean;
  /** There are children of ours among them, whether or not they have ended. */
  readonly hasChild: boolean;
  /** How those ended that have, in their order. */
  readonly children: readonly Ended[];
  /** Nobody that was named went away before the end, and all was handed over. */
  readonly isWhole: boolean;
}

/** Of many: the code of the first child that failed, else whether all was handed over. */
export const verdictOnMany = ({ children, cut, hasChild, isCutOff, isReaderGone, isWhole }: Many): number => {
  if (cut === 'idle') return ExitCode.timedOut;
  if (cut === 'bad-frame') return BAD_DATA;
  if (cut === 'broker' || isCutOff) return TRY_AGAIN;
  if (isReaderGone) return READER_GONE;
  const failed = children.map(codeOfChild).find((code) => code !== 0);
  return failed ?? (isWhole ? ExitCode.done : ownFailure(hasChild));
};
