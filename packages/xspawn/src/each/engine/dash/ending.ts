/**
 * How a try ended, from what a helper says. To a shell, death by signal n and exit(128 + n) are both the status
 * 128 + n. But dash writes a word about the signal, such as `Terminated`, to its standard error, and so, where the
 * kernel counts what a process itself writes, it can be told from what a job may write, the same word included.
 * Only for INT and PIPE dash says nothing: there 130 and 141 are taken for what they mean by convention.
 */
import { getSystemErrorMap } from 'node:util';
import { signalName } from '@proctools/core';
import type { Bytes } from '../../../bytes.ts';
import type { JobEnding } from '../../job.ts';
import type { NotStarted } from '../look-up.ts';

/** strsignal(3) of the C libraries of Linux. */
const ON_LINUX =
  'Hangup|Quit|Illegal instruction|Trace/breakpoint trap|Aborted|Bus error|Floating point exception|' +
  'Arithmetic exception|Killed|User defined signal 1|Segmentation fault|User defined signal 2|Alarm clock|' +
  'Terminated|Stack fault|CPU time limit exceeded|File size limit exceeded|Virtual timer expired|' +
  'Profiling timer expired|I/O possible|Power failure|Bad system call';

/** And of macOS. */
const ON_MACOS =
  'Hangup: 1|Quit: 3|Illegal instruction: 4|Trace/BPT trap: 5|Abort trap: 6|EMT trap: 7|Floating point exception: 8|' +
  'Killed: 9|Bus error: 10|Segmentation fault: 11|Bad system call: 12|Alarm clock: 14|Terminated: 15|' +
  'Cputime limit exceeded: 24|Filesize limit exceeded: 25|Virtual timer expired: 26|Profiling timer expired: 27|' +
  'User defined signal 1: 30|User defined signal 2: 31';

const REAL_TIME = Array.from({ length: 31 }, (_, index) => [`Real-time signal ${index}`, `RT${index + 32}`]).flat();

/** What dash writes about a signal that has killed a job. */
export const SIGNAL_LINES: readonly string[] = [...ON_LINUX.split('|'), ...ON_MACOS.split('|'), ...REAL_TIME].flatMap(
  (words) => [words, `${words} (core dumped)`],
);

/** From this status on a helper tells more than the status. */
export const ODD_STATUS = 126;

/** A helper's report: the status, and, for an odd one, how many bytes it has written by itself before. */
export interface Report {
  readonly status: number;
  readonly written: number | undefined;
}

export const readReport = (said: string): Report => {
  const space = said.indexOf(' ', 1);
  if (space < 0) return { status: Number(said), written: undefined };
  return { status: Number(said.slice(0, space)), written: Number(said.slice(space)) };
};

/** Whether the helper has written something itself since its last report; `unsure` where the kernel does not count. */
export type Speech = 'spoke' | 'silent' | 'unsure';

/** What a helper says at the end of a try. */
export interface JobReport {
  readonly status: number;
  readonly speech: Speech;
  /** What stood last on standard error, if the helper may have written it. */
  readonly own: Buffer;
}

const SILENT = ['SIGINT', 'SIGPIPE'];

const endingFrom = (status: number, speech: Speech, hasWords: boolean): JobEnding => {
  const name = status > 128 ? signalName(status - 128) : undefined;
  const isKilled = speech === 'spoke' || (speech === 'unsure' && hasWords) || SILENT.includes(name ?? '');
  return name !== undefined && isKilled ? { killed: name } : { exited: status };
};

/** dash knows ENOENT and ENOTDIR by a text of its own; the others by strerror(3), which libuv writes in small letters. */
const codeFor = (reason: string): string => {
  if (reason === 'not found') return 'ENOENT';
  const text = reason.toLowerCase();
  return [...getSystemErrorMap().values()].find(([, message]) => message === text)?.[0] ?? reason;
};

/** Why a helper did not execute a file, from its complaint `HELPER: LINE: COMMAND: REASON`: told as for a child of ours. */
export const refusalFrom = (complaint: Bytes, file: string): NotStarted => {
  const code = codeFor(complaint.trimEnd().split(': ').at(-1) ?? '');
  return { notStarted: `${file}: ${code}`, code: code === 'ENOENT' ? 127 : 126 };
};

/** dash ends with these what it could not begin. */
const REFUSALS = [2, 126, 127];

export interface Decoded {
  readonly ending: JobEnding;
  /** What the job wrote last, after all. */
  readonly output: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** How a try of this file ended, and whose the last words were. `name` is what the helper calls itself in a complaint. */
export const decode = ({ own, speech, status }: JobReport, name: string, file: string): Decoded => {
  const words = own.toString('latin1');
  if (REFUSALS.includes(status) && words.startsWith(`${name}: `)) {
    return { ending: refusalFrom(words, file), output: NOTHING };
  }
  const ending = endingFrom(status, speech, words !== '');
  return { ending, output: 'killed' in ending && speech !== 'silent' ? NOTHING : own };
};
