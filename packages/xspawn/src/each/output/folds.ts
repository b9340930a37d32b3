/** What a CI system folds in its log. There both streams are one, and only what is in one stream keeps its order. */
import type { Bytes } from '../../bytes.ts';
import { quoteJob } from '../quote.ts';
import type { Capture } from './capture.ts';
import { inTurn, pour } from './plain.ts';
import type { Printer } from './printer.ts';
import type { Ended, Print } from './whole.ts';

export type System = 'github' | 'gitlab' | 'azure';

const ERASE = '\u001b[0K';

interface Marks {
  readonly begin: (title: Bytes, ended: Ended) => Bytes;
  readonly end: (ended: Ended) => Bytes;
}

const section = ({ result }: Ended): string => `xspawn_${result.job.number}`;

/** GitLab shows how long a section took. */
const startSeconds = ({ result }: Ended): number => Math.floor(result.startedAt / 1_000);
const endSeconds = ({ result }: Ended): number => Math.floor((result.startedAt + result.durationMs) / 1_000);

const MARKS: Readonly<Record<System, Marks>> = {
  // https://docs.github.com/actions/reference/workflow-commands-for-github-actions#grouping-log-lines
  github: { begin: (title) => `::group::${title}\n`, end: () => '::endgroup::\n' },
  // https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
  gitlab: {
    begin: (title, ended) =>
      `${ERASE}section_start:${startSeconds(ended)}:${section(ended)}[collapsed=true]\r${ERASE}${title}\n`,
    end: (ended) => `${ERASE}section_end:${endSeconds(ended)}:${section(ended)}\r${ERASE}\n`,
  },
  // https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#formatting-commands
  azure: { begin: (title) => `##[group]${title}\n`, end: () => '##[endgroup]\n' },
};

const NEWLINE = 10;

/** A mark is one only at the beginning of a line. */
const pourLines = (capture: Capture, printer: Printer): Promise<void> | undefined => {
  if (capture.total() === 0) return undefined;
  let last = NEWLINE;
  const watched: Capture = {
    ...capture,
    take: (most) => {
      const bytes = capture.take(most);
      last = bytes.at(-1) ?? last;
      return bytes;
    },
  };
  const endLine = (): undefined => {
    if (last !== NEWLINE) printer.write('stdout', Buffer.from('\n'));
  };
  return inTurn([() => pour(watched, 'stdout', printer), endLine]);
};

/** The output of a job between marks, under its command. */
export const printFolded =
  (system: System): Print =>
  (ended, printer) => {
    const { begin, end } = MARKS[system];
    const mark = (text: Bytes) => (): undefined => printer.write('stdout', Buffer.from(text, 'latin1')) as undefined;
    const { result, stdout, stderr } = ended;
    return inTurn([
      mark(begin(quoteJob(result.command), ended)),
      () => pourLines(stdout, printer),
      () => pourLines(stderr, printer),
      mark(end(ended)),
    ]);
  };
