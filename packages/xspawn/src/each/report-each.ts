/** What many jobs have to say; the only sentences about them, but for those in Failures. */
import { describeEnded, formatDuration, type Progress, progressLine, spellOut } from '@proctools/core';
import { textNearest } from '../bytes.ts';
import type { JobEnding, JobResult } from './job.ts';
import { quoteJob } from './quote.ts';
import type { Tally } from './tally.ts';

/** More of a command than anybody reads. */
const LONGEST = 500;

const jobs = (count: number): string => (count === 1 ? '1 job' : `${count} jobs`);

const describe = (ending: JobEnding): string => ('notStarted' in ending ? ending.notStarted : describeEnded(ending));

const howItFailed = ({ ending, timedOut, tries }: JobResult): string =>
  `${timedOut ? 'timed out' : spellOut(describe(ending))}${tries > 1 ? ` (${tries} tries)` : ''}`;

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const failureLine = (result: JobResult): string =>
  `  ${result.job.number}: ${howItFailed(result)}: ${shortened(textNearest(quoteJob(result.command)))}\n`;

export interface Ending {
  readonly tally: Tally;
  readonly elapsedMs: number;
  /** How many an earlier run had done. */
  readonly skipped: number;
  /** It was stopped before its end. */
  readonly isCutShort: boolean;
  /** A joblog that it can be resumed with. */
  readonly joblog: string | undefined;
}

const resumeHint = ({ isCutShort, joblog }: Ending): string => {
  if (!isCutShort) return '';
  return `  no more were started${joblog === undefined ? '' : '; --resume does the rest'}\n`;
};

/** The end of a batch: how many jobs there were, and which of them failed. */
export const reportBatch = (ending: Ending): string => {
  const { elapsedMs, skipped, tally } = ending;
  const { ended, failed, failures, stopped } = tally;
  const facts = [
    `${jobs(ended)}${skipped > 0 ? ` (${skipped} done before)` : ''}`,
    ...(ended > 0 ? [failed === 0 ? 'all succeeded' : `${failed} failed`] : []),
    ...(stopped > 0 ? [`${stopped} stopped`] : []),
    `in ${formatDuration(elapsedMs)}`,
  ];
  const more = failed > failures.length ? `  and ${failed - failures.length} more\n` : '';
  return `xspawn: ${facts.join(', ')}\n${failures.map(failureLine).join('')}${more}${resumeHint(ending)}`;
};

/** A try that failed, and is followed by another. */
export const reportRetry = (number: number, ending: JobEnding, tryNumber: number): string =>
  `xspawn: job ${number}: try ${tryNumber}: ${spellOut(describe(ending))}; trying again\n`;

/** What a signal does the first time. */
export const reportStopping = (signal: NodeJS.Signals, running: number): string => {
  const rest =
    running === 0 ? 'none runs' : `waiting for ${jobs(running)}; once more ends ${running === 1 ? 'it' : 'them'}`;
  return `xspawn: ${signal}: no more jobs are started, ${rest}\n`;
};

export const reportTyping = 'xspawn: reading inputs from the terminal, one a line; Ctrl-D ends them\n';

export const reportKeptLog = (file: string): string =>
  `xspawn: the joblog of the run before is kept as ${spellOut(file)}\n`;

/** The line that a terminal shows while jobs run. */
export const reportProgress = (
  progress: Omit<Progress, 'notes'>,
  { failed, running }: { failed: number; running: number },
  columns: number,
): string =>
  progressLine({ ...progress, notes: [`${running} running`, ...(failed > 0 ? [`${failed} failed`] : [])] }, columns);
