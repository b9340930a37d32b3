/** What a helper and its jobs write, cut into the jobs' output and the helper's reports. */
import { type JobReport, readReport, SIGNAL_LINES, type Speech } from './ending.ts';
import { createMarkReader, type Mark } from './marks.ts';

type StreamName = 'stdout' | 'stderr';

export interface TranscriptListener {
  /** The helper is set up. */
  readonly up: () => void;
  /** The job that runs has written this; only there until the call returns. */
  readonly piece: (stream: StreamName, bytes: Buffer) => void;
  readonly ended: (report: JobReport) => void;
}

export interface Transcript {
  readonly push: (stream: StreamName, bytes: Buffer) => void;
  /** Tells of all that has been pushed. */
  readonly tell: () => void;
  /** No more will come: what is left the last job has written; or the helper, then it is answered with. */
  readonly finish: () => Buffer;
}

export interface TranscriptSettings {
  readonly word: string;
  /** What the helper calls itself when it complains. */
  readonly name: string;
  /** Whether nobody else calls himself so. */
  readonly isNameOwn: boolean;
  /** The jobs write elsewhere: all that comes is the helper's. */
  readonly isPrivate: boolean;
}

const NOTHING = Buffer.alloc(0);

export const createTranscript = (
  { isNameOwn, isPrivate, name, word }: TranscriptSettings,
  { ended, piece, up }: TranscriptListener,
): Transcript => {
  const start = isNameOwn ? `${name}: ` : undefined;
  const stdout = createMarkReader(word, { lines: [], start: undefined });
  const stderr = createMarkReader(word, { lines: isPrivate ? [] : SIGNAL_LINES, start });
  let isUp = false;
  let hasSpoken = false;
  /** What the helper has written by itself, in bytes, as far as we know. */
  let written = 0;
  let outMark: Mark | undefined;
  let errMark: Mark | undefined;

  const passOut = (bytes: Buffer): void => {
    if (isUp && !isPrivate) piece('stdout', bytes);
  };
  const passErr = (bytes: Buffer): void => {
    if (isPrivate) hasSpoken = true;
    else if (isUp) piece('stderr', bytes);
  };
  const speechFor = (counted: number | undefined): Speech => {
    if (isPrivate) return hasSpoken ? 'spoke' : 'silent';
    if (counted === undefined) return 'unsure';
    return counted > written ? 'spoke' : 'silent';
  };
  const conclude = ({ said }: Mark, { own }: Mark): void => {
    const report = readReport(said);
    const speech = speechFor(report.written);
    written = (report.written ?? written) + 2 * (word.length + 1) + said.length;
    hasSpoken = false;
    if (isUp) ended({ status: report.status, speech, own });
    else {
      isUp = true;
      up();
    }
  };
  return {
    push: (stream, bytes) => (stream === 'stdout' ? stdout : stderr).push(bytes),
    tell: () => {
      for (;;) {
        outMark ??= stdout.next(passOut);
        errMark ??= stderr.next(passErr);
        if (!outMark || !errMark) break;
        const [out, err] = [outMark, errMark];
        [outMark, errMark] = [undefined, undefined];
        conclude(out, err);
      }
    },
    finish: () => {
      const [out, err] = [stdout.rest(), stderr.rest()];
      if (out.length > 0) passOut(out);
      const isComplaint = start !== undefined && err.indexOf(start, undefined, 'latin1') === 0;
      if (isComplaint) return err;
      if (err.length > 0) passErr(err);
      return NOTHING;
    },
  };
};
