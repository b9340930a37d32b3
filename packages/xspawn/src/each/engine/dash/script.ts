/**
 * What a helper reads: first how it is set up, then the jobs. It is dash with a script on its standard input, of
 * which it executes each line as soon as it has come.
 *
 * Descriptors of a helper:   0  the script            3  the link; only its guard keeps it
 *                            1  a pipe to us          4  our standard output  } where the jobs
 *                            2  another one           5  our standard error   } write to them
 *
 * Behind each job it writes a mark into both pipes, the one with the status last. Whoever has read the mark has read
 * all that the job wrote, and can tell it from what the next one writes.
 *
 * Nothing in here comes from the user, but the words of his commands, quoted.
 */
import { type Bytes, bytesOf } from '../../../bytes.ts';
import { quoteForSh } from '../../quote.ts';

export interface HelperSettings {
  /** What the marks begin with. */
  readonly word: string;
  readonly output: 'inherit' | 'capture';
  readonly orphans: 'kill' | 'leave';
  /** A signal to the helper alone that ends it as soon as the job has ended that it runs. */
  readonly recallSignal: NodeJS.Signals;
  /** Signals that may be sent to its group and that it is to survive. */
  readonly survived: readonly NodeJS.Signals[];
  /** What dash is to say of PWD: as it does for a line of its own, or exactly this (undefined: nothing). */
  readonly pwd: 'as a shell' | { readonly exactly: string | undefined };
  /** The soft limit of open files of its jobs; undefined for ours. */
  readonly openFiles: number | undefined;
  /** Whether the kernel counts in /proc what a process writes, and its descriptors can be opened anew there. */
  readonly hasProc: boolean;
}

/** Signals that a group may be sent by one of its members; KILL and STOP cannot be ignored. */
const DEAFENED = 'HUP INT QUIT TERM USR1 USR2 ALRM PIPE VTALRM PROF XCPU TSTP TTIN TTOU';

const withoutSig = (signal: NodeJS.Signals): string => signal.slice(3);

/**
 * The guard waits until something comes through the link: a word, or its end when we have died. It is in the group of
 * the helper and can kill that without knowing a number. Its parent goes at once, so that it is nobody's child.
 */
const guard = ({ orphans, output }: HelperSettings): string => {
  const ours = output === 'inherit' ? ' 4>&- 5>&-' : '';
  const onEnd = orphans === 'kill' ? 'kill' : '.';
  return `((trap '' ${DEAFENED}
exec </dev/null >/dev/null 2>&1${ours}
read -r word <&3 || word=${onEnd}
[ "$word" = kill ] && kill -KILL 0) &)
exec 3<&-
`;
};

const surroundings = ({ openFiles, pwd }: HelperSettings): string => {
  const limit = openFiles === undefined ? '' : `ulimit -S -n ${openFiles}\n`;
  if (pwd === 'as a shell') return limit;
  return `${limit}${pwd.exactly === undefined ? 'unset PWD' : `PWD=${quoteForSh(bytesOf(pwd.exactly))}`}\n`;
};

/** Names that nobody else has; variables of dash, also those in its environment, would be changed else. */
const namesFor = (word: string) => ({ end: `end_${word}`, recalled: `recalled_${word}`, written: `written_${word}` });

/** /proc/thread-self/io begins with `rchar: N`, `wchar: N`. proc(5) */
const count = (written: string, hasProc: boolean): string =>
  hasProc ? `{ read -r ${written}; read -r ${written} ${written}; } </proc/thread-self/io` : ':';

/** Statuses from 126 on are reported with what was written before; see ending.ts. */
const end = ({ hasProc, word }: HelperSettings): string => {
  const { end: name, recalled, written } = namesFor(word);
  return `${name}() {
case $1 in
12[6789]|1[3-9]?|2??) ${count(written, hasProc)}
echo ${word} >&2
echo ${word} $1 $${written};;
*) echo ${word} >&2
echo ${word} $1;;
esac
\${${recalled}:+exit}
}
`;
};

/** Sets a helper up. It then says that it is there as if a job had ended with status 255. */
export const setUp = (settings: HelperSettings): Bytes => {
  const { recallSignal, survived, word } = settings;
  const { end: name, recalled } = namesFor(word);
  const deaf = survived.filter((signal) => signal !== recallSignal).map(withoutSig);
  return `trap : ${deaf.join(' ')}
trap ${recalled}=1 ${withoutSig(recallSignal)}
${guard(settings)}${surroundings(settings)}${end(settings)}${name} 255
`;
};

/** What a helper does for a job. */
export type Task =
  /** Executes a program: words, quoted. */
  | { readonly type: 'program'; readonly text: Bytes }
  /** Has a process of its own, a subshell, do what the words say; they are surely complete. */
  | { readonly type: 'subshell'; readonly text: Bytes }
  /** The same with any line, mistakes in it included. */
  | { readonly type: 'line'; readonly text: Bytes };

/**
 * Writes a task down. The jobs of a helper have the same pipes, but each opens them anew: what one does to its end,
 * such as to make it non-blocking, is none of the others' business. Where they write to our own output, that is
 * arranged in a subshell: else dash's words about a signal would go there, too.
 */
export const taskWriter = ({ hasProc, output, word }: HelperSettings): ((task: Task) => Bytes) => {
  const pipes = hasProc ? ' >/dev/fd/1 2>/dev/fd/2' : '';
  const streams = ` </dev/null${output === 'inherit' ? ' >&4 2>&5 4>&- 5>&-' : pipes}\n${namesFor(word).end} $?\n`;
  return ({ text, type }) => {
    if (type === 'line') return `(eval ${quoteForSh(text)})${streams}`;
    return type === 'program' && output === 'capture' ? `${text}${streams}` : `(${text})${streams}`;
  };
};
